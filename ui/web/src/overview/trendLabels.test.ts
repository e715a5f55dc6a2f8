import {expect, test} from 'vitest'
import {trend} from '../test/overview'
import {type Box, layOut} from './trend'
import {crosses, extent, missLabels, targetLabels} from './trendLabels'

const box: Box = {width: 640, height: 230, left: 56, right: 96, top: 12, bottom: 26}

const allMissed = trend.map((point) => ({
  ...point,
  label: 'a long reason',
  estimate: {...point.estimate, status: 'breached' as const},
}))

test('a miss is labelled with its value, the worst with its cause too', () => {
  const {marks, targetY = 0} = layOut(trend, 0.9995, box)
  const labels = missLabels(marks, targetY, box, targetLabels(targetY, '99.950 %', box))
  expect(labels.map(({text}) => text)).toEqual(['99.909 %: config push', '99.929 %', '99.938 %'])
})

test('a cause too long for the chart is left out, its value is not', () => {
  const long = trend.map((point) => ({...point, label: 'a reason '.repeat(20)}))
  const {marks, targetY} = layOut(long, 0.9995, box)
  expect(missLabels(marks, targetY, box, [])[0]?.text).toBe('99.909 %')
})

test('no label lies on another or on the line, however many miss', () => {
  const {marks, targetY} = layOut(allMissed, 0.9995, box)
  const extents = missLabels(marks, targetY, box, []).map(extent)
  expect(extents.length).toBeGreaterThan(2)
  for (const [i, a] of extents.entries()) {
    for (const b of extents.slice(i + 1)) {
      const apart = a.bottom <= b.top || b.bottom <= a.top || a.right <= b.left || b.right <= a.left
      expect(apart).toBe(true)
    }
    for (const [j, {x, y = 0}] of marks.entries()) {
      const next = marks[j + 1]
      // The line between two months, looked at pixel by pixel.
      for (let at = x; next && at < next.x; at++) {
        const line = y + (((next.y ?? 0) - y) * (at - x)) / (next.x - x)
        const inside = at > a.left && at < a.right && line > a.top && line < a.bottom
        expect(inside).toBe(false)
      }
    }
  }
})

test.each([
  ['through it', [0, 5], [20, 5], true],
  ['across a corner', [8, -1], [13, 4], true],
  ['within it', [4, 4], [6, 6], true],
  ['above it', [0, -1], [20, -1], false],
  ['past a corner', [8, -5], [15, 2], false],
  ['on its level, but left of it', [-9, 5], [-1, 5], false],
] as const)('a line that goes %s: crosses %s %s is %s', (_, from, to, expected) => {
  const square = {left: 0, right: 10, top: 0, bottom: 10}
  expect(crosses({from, to}, square)).toBe(expected)
  expect(crosses({from: to, to: from}, square)).toBe(expected)
})
