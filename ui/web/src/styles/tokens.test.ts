import {describe, expect, test} from 'vitest'
import tokens from '../../../tokens.json'
import {tokensCSS} from '../../tokens'

/** Relative luminance by WCAG 2.2. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

test('contrast is that of the standard: black on white is 21', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 9)
  expect(contrast('#777777', '#FFFFFF')).toBeCloseTo(4.48, 2)
})

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const colors = tokens.color[theme]
  const grounds = [colors.page, colors.surface]

  test.each([
    'text',
    'muted',
    'link',
    'metText',
    'atRiskText',
    'breachedText',
    'notJudgedText',
  ] as const)('%s can be read', (name) => {
    for (const ground of grounds) expect(contrast(colors[name], ground)).toBeGreaterThanOrEqual(4.5)
  })

  test.each([
    'control',
    'select',
    'met',
    'atRisk',
    'breached',
    'notJudged',
    'series1',
    'series2',
  ] as const)('%s can be seen', (name) => {
    for (const ground of grounds) expect(contrast(colors[name], ground)).toBeGreaterThanOrEqual(3)
  })

  test.each([1, 2, 3, 4, 5] as const)('text on heat %d can be read', (bin) => {
    expect(contrast(colors[`heatText${bin}`], colors[`heat${bin}`])).toBeGreaterThanOrEqual(4.5)
  })
})

test('every colour is a custom property, with dark by system and by choice', () => {
  const css = tokensCSS()
  expect(css.match(/--at-risk-text: #FFD479;/g)).toHaveLength(2)
  expect(css.match(/--at-risk-text: #8A5600;/g)).toHaveLength(1)
  expect(css).toContain('--heat-text-5: #FFFFFF;')
  expect(css).toContain('--size-body: 16px;')
})
