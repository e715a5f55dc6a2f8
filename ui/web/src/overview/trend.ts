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

/** The ends of an interval; open where it goes on below the chart. */
export interface Interval {
  lowY: number
  highY: number
  open: boolean
}

/** One month on the chart. A month without a value has no place: it stays a gap. */
export interface Mark {
  point: TrendPoint
  x: number
  y?: number
  interval?: Interval
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

/** How much deeper than its values the axis goes to hold their intervals. */
const intervalRoom = 1.5

/**
 * Places the months and the axis. The axis runs down from 100 %, for small
 * numbers are those of unavailability. It holds every value and the target, and
 * the intervals as far as they do not flatten the line.
 */
export function layOut(points: readonly TrendPoint[], target: number | undefined, box: Box): Trend {
  const known = [target, ...points.map(({estimate}) => estimate.value)]
  const needed = deepest([1 - 1e-6, ...known])
  const wished = deepest(points.map(({estimate}) => estimate.low))
  const worst = Math.max(needed, Math.min(wished, needed * intervalRoom))
  const step = niceStep(worst / 4)
  const count = Math.ceil(worst / step - 1e-9)
  const bottom = box.height - box.bottom
  const y = (a: number) => box.top + ((1 - a) / (count * step)) * (bottom - box.top)
  const slot = (box.width - box.left - box.right) / Math.max(1, points.length - 1)
  const decimals = Math.max(0, Math.ceil(-Math.log10(step * 100) - 1e-9))
  return {
    marks: points.map((point, i) => {
      const {value, low, high} = point.estimate
      const interval = low !== undefined &&
        high !== undefined && {
          lowY: Math.min(y(low), bottom),
          highY: y(high),
          open: y(low) > bottom + 1e-6,
        }
      return {
        point,
        x: box.left + i * slot,
        ...(value !== undefined && {y: y(value)}),
        ...(interval && {interval}),
      }
    }),
    ticks: Array.from({length: count + 1}, (_, i) => ({
      y: y(1 - i * step),
      label: i === 0 ? '100 %' : (100 - i * step * 100).toFixed(decimals),
    })),
    ...(target !== undefined && {targetY: y(target)}),
  }
}

/** The largest unavailability of those known; 0 where none is. */
function deepest(availabilities: readonly (number | undefined)[]): number {
  return Math.max(0, ...availabilities.filter((a) => a !== undefined).map((a) => 1 - a))
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

/**
 * The outline of the intervals of a run: there along the upper ends, back along
 * the lower. Empty where a month has no interval: the others are whiskers then.
 */
export function bandPath(run: readonly Mark[]): string {
  if (run.length < 2 || run.some(({interval}) => interval === undefined)) return ''
  const upper = run.map(({x, interval}) => `${round(x)} ${round(interval?.highY ?? 0)}`)
  const lower = run.map(({x, interval}) => `${round(x)} ${round(interval?.lowY ?? 0)}`)
  return `M${[...upper, ...lower.toReversed()].join('L')}Z`
}

/** A thin bar over the interval of one month, with an arrowhead where it goes on. */
export function whiskerPath({x, interval}: Mark): string {
  if (!interval) return ''
  const [top, end] = [round(interval.highY), round(interval.lowY)]
  const [left, at, right] = [round(x - 4), round(x), round(x + 4)]
  const foot = interval.open
    ? `M${left} ${end - 5}L${at} ${end}L${right} ${end - 5}`
    : `M${left} ${end}H${right}`
  return `M${left} ${top}H${right}M${at} ${top}V${end}${foot}`
}

function round(x: number): number {
  return Math.round(x * 10) / 10
}
