import {readFileSync} from 'node:fs'
import {render} from '@testing-library/react'
import {expect, test} from 'vitest'
import type {Heat} from './graph'
import {NodeSymbol, Pips, type SymbolKind} from './NodeSymbol'

function drawn(kind: SymbolKind, text?: string, heat?: Heat) {
  const {container} = render(
    <svg role="img" aria-label="test">
      <NodeSymbol kind={kind} x={0} y={0} text={text} heat={heat} />
    </svg>,
  )
  return container.querySelector('.symbol')
}

// Gates: 64 × 48 with a flat base (AND) or a concave one and a stub (OR, vote);
// events: a circle of radius 24; transfers: a triangle.
test.each([
  ['and', 'M0 48V32A32 32 0 0 1 64 32V48Z'],
  ['or', 'M0 48Q32 32 64 48Q62 18 32 0Q2 18 0 48ZM32 40V48'],
  ['atLeast', 'M0 48Q32 32 64 48Q62 18 32 0Q2 18 0 48ZM32 40V48'],
  ['basic', 'M28 0A24 24 0 0 1 28 48A24 24 0 0 1 28 0Z'],
  ['transfer', 'M28 0L56 48H0Z'],
] as const)('%s has its distinctive outline', (kind, d) => {
  expect(drawn(kind)?.querySelector('path')?.getAttribute('d')).toBe(d)
})

test('a vote says how many of how many', () => {
  expect(drawn('atLeast', '2/3')?.textContent).toBe('2/3')
  expect(drawn('or')?.textContent).toBe('')
})

test.each([1, 2, 3, 4, 5] as const)('class %d is a fill and as many dots', (heat) => {
  expect(drawn('basic', undefined, heat)?.getAttribute('data-heat')).toBe(String(heat))
  const {container} = render(
    <svg role="img" aria-label="test">
      <Pips heat={heat} x={0} y={0} />
    </svg>,
  )
  expect(container.querySelector('path')?.getAttribute('d')?.match(/M/g)).toHaveLength(heat)
  const css = readFileSync('src/faulttree/drawing.css', 'utf8')
  expect(css).toContain(`--heat: var(--heat-${heat});`)
})
