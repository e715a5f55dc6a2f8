import {isLeaf, type Occurrence} from './occurrence'

/** Sizes of the drawing in its own units: CSS pixels at zoom 1. */
export const pitch = 208
export const levelHeight = 212
export const rowHeight = 58
export const gateHeight = 176

/** An occurrence and where it is: of a gate the middle of its top edge, of a row its top left. */
export interface Placed extends Box {
  occurrence: Occurrence
  /** Stacked under its gate with the other leaves. */
  row: boolean
}

interface Box {
  x: number
  y: number
}

/** The drawing: nodes from the top down, and how far it reaches. */
export interface Layout {
  nodes: readonly Placed[]
  byKey: ReadonlyMap<string, Placed>
  left: number
  right: number
  height: number
}

/** How far a subtree reaches to either side at each level, from its own middle, in columns. */
interface Outline {
  left: number[]
  right: number[]
}

interface Block extends Outline {
  /** Where its children begin, from its middle, in columns. */
  offsets: number[]
  gates: Block[]
}

/**
 * Lays a tree out so that no two nodes overlap, parents are in the middle of
 * their children, and subtrees stand as close as their outlines allow (Reingold
 * and Tilford 1981, https://doi.org/10.1109/TSE.1981.234519). Leaves hang in one
 * column under their gate. The middle of the top is at x = 0. Time is linear in
 * the nodes times the depth.
 */
export function tidy(root: Occurrence | undefined): Layout {
  const nodes: Placed[] = []
  if (root) place(root, arrange(root), 0, nodes)
  let left = 0
  let right = 0
  let height = 0
  for (const {x, y, row} of nodes) {
    left = Math.min(left, row ? x : x - pitch / 2)
    right = Math.max(right, row ? x + pitch : x + pitch / 2)
    height = Math.max(height, y + (row ? rowHeight : gateHeight))
  }
  const byKey = new Map(nodes.map((placed) => [placed.occurrence.key, placed]))
  return {nodes, byKey, left, right, height}
}

function arrange(o: Occurrence): Block {
  const rows = o.children.filter(isLeaf).length
  const gates = o.children.filter((child) => !isLeaf(child)).map(arrange)
  const columns: Outline[] = rows > 0 ? [stack(rows), ...gates] : gates
  const {offsets, left, right} = pack(columns)
  return {offsets, gates, left: [-0.5, ...left], right: [0.5, ...right]}
}

/** The outline of rows under each other. */
function stack(rows: number): Outline {
  const levels = Math.ceil((rows * rowHeight) / levelHeight)
  return {left: Array(levels).fill(-0.5), right: Array(levels).fill(0.5)}
}

/** Puts outlines beside each other from the left, as close as they go, around their middle. */
function pack(columns: readonly Outline[]): Outline & {offsets: number[]} {
  const offsets: number[] = []
  const left: number[] = []
  const right: number[] = []
  for (const column of columns) {
    let at = 0
    for (const [level, edge] of column.left.entries()) {
      const taken = right[level]
      if (taken !== undefined) at = Math.max(at, taken - edge)
    }
    offsets.push(at)
    for (const level of column.left.keys()) {
      left[level] ??= at + (column.left[level] ?? 0)
      right[level] = at + (column.right[level] ?? 0)
    }
  }
  const middle = ((offsets[0] ?? 0) + (offsets.at(-1) ?? 0)) / 2
  const centred = (xs: number[]) => xs.map((x) => x - middle)
  return {offsets: centred(offsets), left: centred(left), right: centred(right)}
}

function place(o: Occurrence, block: Block, middle: number, out: Placed[]): void {
  out.push({occurrence: o, x: middle * pitch, y: o.level * levelHeight, row: false})
  const [...offsets] = block.offsets
  const rows = o.children.filter(isLeaf)
  if (rows.length > 0) {
    const x = (middle + (offsets.shift() ?? 0) - 0.5) * pitch
    const y = (o.level + 1) * levelHeight
    rows.forEach((row, i) => {
      out.push({occurrence: row, x, y: y + i * rowHeight, row: true})
    })
  }
  const gates = o.children.filter((child) => !isLeaf(child))
  gates.forEach((child, i) => {
    const of = block.gates[i]
    if (of) place(child, of, middle + (offsets[i] ?? 0), out)
  })
}
