import type {Box, Mark} from './trend'

export interface Label {
  x: number
  y: number
  anchor: 'start' | 'end'
  text: string
}

type Point = readonly [x: number, y: number]
interface Segment {
  from: Point
  to: Point
}

interface Rectangle {
  left: number
  right: number
  top: number
  bottom: number
}

const characterWidth = 6.8 // of 13 px Source Sans, on average
const ascent = 11
const descent = 4

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
 * Labels the misses with their values, the worst first and with its cause, beside
 * their marks and off the line, the target and the labels taken before; off the
 * whiskers too where there is room. One without any room is left out: the table
 * has them all.
 */
export function missLabels(
  marks: readonly Mark[],
  targetY: number | undefined,
  box: Box,
  taken: readonly Label[],
): Label[] {
  const lines = [...valueLines(marks), ...targetLine(targetY, box)]
  const all = [...lines, ...whiskers(marks)]
  const placed: Label[] = []
  const misses = marks
    .filter(({point, y}) => point.estimate.status === 'breached' && y !== undefined)
    .toSorted((a, b) => (b.y ?? 0) - (a.y ?? 0))
  for (const [i, {point, x, y = 0}] of misses.entries()) {
    const value = point.estimate.display
    const texts = i === 0 && point.label ? [`${value}: ${point.label}`, value] : [value]
    const others = [...taken, ...placed]
    const label = texts
      .flatMap((text) => {
        const free = (off: readonly Segment[]) =>
          places(x, y, text).find((place) => fits(place, box, off, others))
        return free(all) ?? free(lines) ?? []
      })
      .at(0)
    if (label) placed.push(label)
  }
  return placed
}

function valueLines(marks: readonly Mark[]): Segment[] {
  return marks.flatMap(({x, y}, i): Segment[] => {
    const next = marks[i + 1]
    if (y === undefined || next?.y === undefined) return []
    return [{from: [x, y], to: [next.x, next.y]}]
  })
}

function targetLine(y: number | undefined, {left, right, width}: Box): Segment[] {
  return y === undefined ? [] : [{from: [left, y], to: [width - right, y]}]
}

function whiskers(marks: readonly Mark[]): Segment[] {
  return marks.flatMap(({x, interval}) =>
    interval ? [{from: [x, interval.highY], to: [x, interval.lowY]}] : [],
  )
}

/** Where a label may stand: below, beside or above its mark, to the right or left. */
function places(x: number, y: number, text: string): Label[] {
  return [y + 18, y + 4, y - 9].flatMap((at): Label[] => [
    {x: x + 9, y: at, anchor: 'start', text},
    {x: x - 9, y: at, anchor: 'end', text},
  ])
}

function fits(label: Label, box: Box, lines: readonly Segment[], others: readonly Label[]) {
  const place = extent(label)
  return (
    place.left > box.left &&
    place.right < box.width &&
    place.bottom < box.height - box.bottom &&
    !others.some((other) => overlap(place, extent(other))) &&
    !lines.some((line) => crosses(line, place))
  )
}

/** The place a label takes. */
export function extent({x, y, anchor, text}: Label): Rectangle {
  const width = text.length * characterWidth
  const left = anchor === 'start' ? x : x - width
  return {left, right: left + width, top: y - ascent, bottom: y + descent}
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

/** Whether any part of a line lies in a rectangle: clips it side by side (Liang and Barsky). */
export function crosses({from: [x, y], to: end}: Segment, r: Rectangle): boolean {
  const [dx, dy] = [end[0] - x, end[1] - y]
  let [from, to] = [0, 1]
  for (const [step, room] of [
    [-dx, x - r.left],
    [dx, r.right - x],
    [-dy, y - r.top],
    [dy, r.bottom - y],
  ] as const) {
    if (step === 0 && room < 0) return false
    if (step < 0) from = Math.max(from, room / step)
    if (step > 0) to = Math.min(to, room / step)
  }
  return from <= to
}
