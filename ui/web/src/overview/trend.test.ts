import {expect, test} from 'vitest'
import {unknown} from '../test/estimate'
import {trend} from '../test/overview'
import {type Box, bandPath, layOut, linePath, runs, whiskerPath} from './trend'

const box: Box = {width: 640, height: 230, left: 56, right: 96, top: 12, bottom: 26}

/** Months without incidents but one, as a young service has them. */
const lonely = trend.map((point) =>
  point.month === '2026-06-01T00:00:00Z'
    ? {...point, estimate: {...point.estimate, value: 0.9992, low: 0.9976, high: 1}}
    : {month: point.month, estimate: {...unknown('none'), value: 1}},
)

test('the axis runs down from 100 % in few round steps, and holds every value', () => {
  const {marks, ticks, targetY} = layOut(trend, 0.9995, box)
  expect(ticks.map(({label}) => label)).toEqual(['100 %', '99.97', '99.94', '99.91', '99.88'])
  for (const {y, interval} of marks) {
    for (const at of [y, interval?.lowY, interval?.highY]) {
      expect(at).toBeGreaterThanOrEqual(box.top)
      expect(at).toBeLessThanOrEqual(box.height - box.bottom)
    }
    expect(interval?.lowY).toBeGreaterThan(y ?? 0) // less available is lower
    expect(interval?.open).toBe(false)
  }
  // 99.950 % is 50/120 of the way from 100 % to 99.88 %.
  expect(targetY).toBeCloseTo(12 + (192 * 50) / 120, 6)
})

test('one wide interval does not flatten the line: it leaves the chart by an arrow', () => {
  const {marks, ticks} = layOut(lonely, 0.9995, box)
  // The worst value is at 0.08 %; 1.5 times that is 0.12 %, not the 0.24 % of the interval.
  expect(ticks.at(-1)?.label).toBe('99.88')
  expect(marks[6]?.interval).toEqual({lowY: 204, highY: 12, open: true})
})

test('the axis holds values and target, however narrow the intervals are', () => {
  const narrow = trend.map((point) => ({
    ...point,
    estimate: {...point.estimate, value: 0.99999, low: 0.99998, high: 1},
  }))
  const {targetY} = layOut(narrow, 0.9995, box)
  expect(targetY).toBeLessThanOrEqual(box.height - box.bottom)
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

test('an interval that stands alone is a whisker', () => {
  const {marks} = layOut(lonely, 0.9995, box)
  expect(runs(marks).map(bandPath)).toEqual([''])
  // From 100 % down its month, with an arrowhead of two strokes at the bottom of the chart.
  expect(marks.map(whiskerPath).filter(Boolean)).toEqual([
    'M318.2 12H326.2M322.2 12V204M318.2 199L322.2 204L326.2 199',
  ])
})

test('without any month there is an axis and nothing else', () => {
  expect(layOut([], undefined, box).marks).toEqual([])
})
