import type {TrendPoint} from '../api/types'

/** Where the trend chart draws, in pixels. */
export interface Box {
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
}

/** One month on the chart. A month without a value has no place: it stays a gap. */
export interface Mark {
  point: TrendPoint
  x: number
  y?: number
  lowY?: number
  highY?: number
}

export interface Tick {
  y: number
  label: string
}

export interface Trend {
  marks: Mark[]
  ticks: Tick[]
  targetY?: number
}

/**
 * Places the months and the axis. The axis runs down from 100 %, for small
 * numbers are those of unavailability.
 */
export function layOut(points: readonly TrendPoint[], target: number | undefined, box: Box): Trend {
  const worst = Math.max(
    1e-6,
    ...(target === undefined ? [] : [1 - target]),
    ...points.flatMap(({estimate: {value, low}}) =>
      [value, low].filter((a) => a !== undefined).map((a) => 1 - a),
    ),
  )
  const step = niceStep(worst / 4)
  const count = Math.ceil(worst / step - 1e-9)
  const height = box.height - box.top - box.bottom
  const y = (a: number) => box.top + ((1 - a) / (count * step)) * height
  const slot = (box.width - box.left - box.right) / Math.max(1, points.length - 1)
  const decimals = Math.max(0, Math.ceil(-Math.log10(step * 100) - 1e-9))
  return {
    marks: points.map((point, i) => {
      const {value, low, high} = point.estimate
      return {
        point,
        x: box.left + i * slot,
        ...(value !== undefined && {y: y(value)}),
        ...(low !== undefined && {lowY: y(low)}),
        ...(high !== undefined && {highY: y(high)}),
      }
    }),
    ticks: Array.from({length: count + 1}, (_, i) => ({
      y: y(1 - i * step),
      label: i === 0 ? '100 %' : (100 - i * step * 100).toFixed(decimals),
    })),
    ...(target !== undefined && {targetY: y(target)}),
  }
}

/** The next of 1, 2, 3, 5 times a power of ten. */
function niceStep(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x))
  const factor = [1, 2, 3, 5, 10].find((f) => f * power >= x * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Splits the months into runs with values, so that no line crosses a gap. */
export function runs(marks: readonly Mark[]): Mark[][] {
  const found: Mark[][] = []
  let open = false
  for (const mark of marks) {
    if (mark.y === undefined) {
      open = false
      continue
    }
    if (open) found.at(-1)?.push(mark)
    else found.push([mark])
    open = true
  }
  return found
}

export function linePath(run: readonly Mark[]): string {
  return run.map(({x, y}, i) => `${i === 0 ? 'M' : 'L'}${round(x)} ${round(y ?? 0)}`).join('')
}

/** The outline of the band of a run; empty where a month has no interval. */
export function bandPath(run: readonly Mark[]): string {
  if (run.some(({lowY, highY}) => lowY === undefined || highY === undefined)) return ''
  const upper = run.map(({x, highY}) => `${round(x)} ${round(highY ?? 0)}`)
  const lower = run.map(({x, lowY}) => `${round(x)} ${round(lowY ?? 0)}`).toReversed()
  return `M${[...upper, ...lower].join('L')}Z`
}

function round(x: number): number {
  return Math.round(x * 10) / 10
}

export interface Label {
  x: number
  y: number
  anchor: 'start' | 'end'
  text: string
}

const characterWidth = 6.8 // of 13 px Source Sans, on average
const lineHeight = 15

/** The lines that name the target, right of the plot or above its end. */
export function targetLabels(y: number, target: string, box: Box): Label[] {
  const end = box.width - box.right
  if (box.right < 60) return [{x: end, y: y - 5, anchor: 'end', text: `target ${target}`}]
  return [
    {x: end + 8, y: y - 3, anchor: 'start', text: 'target'},
    {x: end + 8, y: y + 12, anchor: 'start', text: target},
  ]
}

/**
 * Labels the misses, the worst first, beside their marks and off the labels
 * taken before; leaves out those for which there is no room. The table has them all.
 */
export function missLabels(marks: readonly Mark[], box: Box, taken: readonly Label[]): Label[] {
  const placed: Label[] = []
  const misses = marks
    .filter(({point, y}) => point.estimate.status === 'breached' && y !== undefined)
    .toSorted((a, b) => (b.y ?? 0) - (a.y ?? 0))
  for (const {point, x, y = 0} of misses) {
    const text = point.label ? `${point.estimate.display}: ${point.label}` : point.estimate.display
    const label = places(x, y, text).find(
      (place) =>
        inside(place, box) && ![...taken, ...placed].some((other) => overlap(place, other)),
    )
    if (label) placed.push(label)
  }
  return placed
}

/** Where a label may stand: below or above its mark, to the right or left. */
function places(x: number, y: number, text: string): Label[] {
  return [y + 17, y - 9].flatMap((at): Label[] => [
    {x: x + 9, y: at, anchor: 'start', text},
    {x: x - 9, y: at, anchor: 'end', text},
  ])
}

function inside(label: Label, box: Box): boolean {
  const [left, right] = extent(label)
  return left > box.left && right < box.width && label.y < box.height - box.bottom
}

function overlap(a: Label, b: Label): boolean {
  const [aLeft, aRight] = extent(a)
  const [bLeft, bRight] = extent(b)
  return Math.abs(a.y - b.y) < lineHeight && aLeft < bRight && bLeft < aRight
}

function extent({x, anchor, text}: Label): [number, number] {
  const width = text.length * characterWidth
  return anchor === 'start' ? [x, x + width] : [x - width, x]
}
