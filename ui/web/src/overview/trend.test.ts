import {expect, test} from 'vitest'
import {unknown} from '../test/estimate'
import {trend} from '../test/overview'
import {type Box, bandPath, layOut, linePath, missLabels, runs, targetLabels} from './trend'

const box: Box = {width: 640, height: 230, left: 56, right: 96, top: 12, bottom: 26}

test('the axis runs down from 100 % in few round steps, and holds every value', () => {
  const {marks, ticks, targetY} = layOut(trend, 0.9995, box)
  expect(ticks.map(({label}) => label)).toEqual(['100 %', '99.97', '99.94', '99.91', '99.88'])
  for (const {y, lowY, highY} of marks) {
    for (const at of [y, lowY, highY]) {
      expect(at).toBeGreaterThanOrEqual(box.top)
      expect(at).toBeLessThanOrEqual(box.height - box.bottom)
    }
    expect(lowY).toBeGreaterThan(y ?? 0) // less available is lower
  }
  // 99.950 % is 50/120 of the way from 100 % to 99.88 %.
  expect(targetY).toBeCloseTo(12 + (192 * 50) / 120, 6)
})

test('a month without a value is a gap: neither a point nor a line across', () => {
  const gap = trend.with(4, {month: '2026-04-01T00:00:00Z', estimate: unknown('no data')})
  const {marks} = layOut(gap, 0.9995, box)
  expect(marks[4]?.y).toBeUndefined()
  expect(runs(marks).map((run) => run.length)).toEqual([4, 7])
})

test('a run is one line, and its band goes there and back', () => {
  const run = runs(layOut(trend, 0.9995, box).marks)[0] ?? []
  expect(linePath(run).match(/[ML]/g)).toHaveLength(12)
  expect(bandPath(run).match(/[ML]/g)).toHaveLength(24)
})

test('all misses are labelled where there is room', () => {
  const {marks, targetY = 0} = layOut(trend, 0.9995, box)
  const labels = missLabels(marks, box, targetLabels(targetY, '99.950 %', box))
  expect(labels.map(({text}) => text)).toEqual([
    '99.909 %: config push',
    '99.929 %: fraud score',
    '99.938 %: ledger',
  ])
})

test('no label lies on another, however many miss', () => {
  const all = trend.map((point) => ({
    ...point,
    label: 'a long reason',
    estimate: {...point.estimate, status: 'breached' as const},
  }))
  const labels = missLabels(layOut(all, 0.9995, box).marks, box, [])
  const extents = labels.map(({x, y, anchor, text}) => {
    const width = text.length * 6.8
    return {left: anchor === 'start' ? x : x - width, width, y}
  })
  for (const [i, a] of extents.entries()) {
    for (const b of extents.slice(i + 1)) {
      const apart =
        Math.abs(a.y - b.y) >= 15 || a.left + a.width <= b.left || b.left + b.width <= a.left
      expect(apart).toBe(true)
    }
  }
})

test('without any month there is an axis and nothing else', () => {
  expect(layOut([], undefined, box).marks).toEqual([])
})
