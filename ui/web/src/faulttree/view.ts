import {gateHeight, type Layout, levelHeight, type Placed, pitch, rowHeight} from './layout'

export interface Size {
  width: number
  height: number
}

/** The part of the drawing that is seen: its middle, in units of the drawing, and how large. */
export interface View {
  x: number
  y: number
  zoom: number
}

const smallest = 0.02
const largest = 4
const margin = 24

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x))
}

/** The top in the middle, as large as all of it allows, but legible. */
export function firstView(layout: Layout, size: Size): View {
  const zoom = clamp(fitAll(layout, size).zoom, 0.6, 1)
  return {x: 0, y: (size.height / 2 - margin) / zoom, zoom}
}

/** The whole drawing, however small that makes it. */
export function fitAll(layout: Layout, size: Size): View {
  const width = (size.width - 2 * margin) / (layout.right - layout.left)
  const height = (size.height - 2 * margin) / layout.height
  const zoom = Math.min(width, height, 1)
  return {x: (layout.left + layout.right) / 2, y: layout.height / 2, zoom}
}

/** Zooms by a factor and keeps the point under the pointer, given from the middle, where it is. */
export function zoomAt(view: View, factor: number, dx = 0, dy = 0): View {
  const zoom = clamp(view.zoom * factor, Math.min(smallest, view.zoom), largest)
  const moved = 1 / view.zoom - 1 / zoom
  return {x: view.x + dx * moved, y: view.y + dy * moved, zoom}
}

/** The middle of a node as it is drawn. */
export function middleOf({x, y, row}: Placed): {x: number; y: number} {
  return row ? {x: x + pitch / 2, y: y + rowHeight / 2} : {x, y: y + gateHeight / 2}
}

/** Half the extent of a node. */
function halfOf({row}: Placed) {
  return {width: pitch / 2, height: (row ? rowHeight : gateHeight) / 2}
}

/** Whether any part of a node's middle is in the view. */
export function sees(view: View, size: Size, placed: Placed): boolean {
  const {x, y} = middleOf(placed)
  return (
    Math.abs(x - view.x) * view.zoom < size.width / 2 &&
    Math.abs(y - view.y) * view.zoom < size.height / 2
  )
}

/** Moves the view as little as brings the whole node into it. */
export function reveal(view: View, size: Size, placed: Placed): View {
  const {x, y} = middleOf(placed)
  const half = halfOf(placed)
  const roomX = Math.max(0, (size.width / 2 - margin) / view.zoom - half.width)
  const roomY = Math.max(0, (size.height / 2 - margin) / view.zoom - half.height)
  return {
    x: clamp(view.x, x - roomX, x + roomX),
    y: clamp(view.y, y - roomY, y + roomY),
    zoom: view.zoom,
  }
}

/** The nodes within the view and 200 pixels around it, where the view is rounded to steps of 200. */
export function within(layout: Layout, view: View, size: Size): Placed[] {
  const step = 200 / view.zoom
  const reach = (at: number, length: number) => {
    const low = Math.floor((at - length / 2 / view.zoom) / step) * step
    const high = Math.ceil((at + length / 2 / view.zoom) / step) * step
    return [low - step, high + step] as const
  }
  const [left, right] = reach(view.x, size.width)
  const [top, bottom] = reach(view.y, size.height)
  return layout.nodes.filter((placed) => {
    const {x, y} = middleOf(placed)
    return (
      x > left - pitch / 2 &&
      x < right + pitch / 2 &&
      y > top - levelHeight / 2 &&
      y < bottom + levelHeight / 2
    )
  })
}

/** How much of a node is drawn. */
export type Detail = 'silhouette' | 'symbol' | 'text'

export function detailAt(zoom: number): Detail {
  if (zoom < 0.25) return 'silhouette'
  return zoom < 0.6 ? 'symbol' : 'text'
}

/** Writes a view for the URL. */
export function encodeView({x, y, zoom}: View): string {
  return [Math.round(x), Math.round(y), Number(zoom.toPrecision(4))].join(',')
}

/** Reads what encodeView wrote; anything else is no view. */
export function decodeView(text: string): View | undefined {
  const [x, y, zoom, ...rest] = text.split(',').map(Number)
  if (text === '' || x === undefined || y === undefined || zoom === undefined) return undefined
  if (rest.length > 0 || ![x, y, zoom].every(Number.isFinite) || !(zoom > 0)) return undefined
  return {x, y, zoom: Math.min(zoom, largest)}
}

/** The node drawn at a point of the drawing, and whether the point is on what opens and closes it. */
export function nodeAt(
  layout: Layout,
  x: number,
  y: number,
): {placed: Placed; toggle: boolean} | undefined {
  const placed = layout.nodes.find((node) => {
    const middle = middleOf(node)
    const half = halfOf(node)
    return Math.abs(x - middle.x) <= half.width && Math.abs(y - middle.y) <= half.height
  })
  if (!placed) return undefined
  return {placed, toggle: !placed.row && y > placed.y + gateHeight - 24}
}

/**
 * The view after what is drawn has changed: a node that stays does so on the
 * screen too.
 */
export function follow(view: View, before: Placed | undefined, after: Placed | undefined): View {
  if (!before || !after) return view
  return {...view, x: view.x + after.x - before.x, y: view.y + after.y - before.y}
}

/** The view with a node in its middle, large enough for text. */
export function onto(view: View, placed: Placed): View {
  return {...middleOf(placed), zoom: Math.max(view.zoom, 0.6)}
}
