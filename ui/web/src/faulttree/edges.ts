import {type Layout, levelHeight, type Placed} from './layout'

const symbolTop = 84
const symbolBottom = 132
const bus = levelHeight - 14

/** The line from a gate to one of its inputs, and on to the input's symbol. */
function edge(from: Placed, to: Placed): string {
  const down = `M${from.x} ${from.y + symbolBottom}V${from.y + bus}`
  if (to.row) return `${down}H${to.x + 10}V${to.y + 21}H${to.x + 36}`
  return `${down}H${to.x}V${to.y}`
}

/** From a gate's box down to its symbol. */
function stem({x, y}: Placed): string {
  return `M${x} ${y + 76}V${y + symbolTop}`
}

/** All lines of the drawing as one path; only those that belong, where that is asked. */
export function edges(layout: Layout, belongs: (id: string) => boolean = () => true): string {
  const lines: string[] = []
  for (const placed of layout.nodes) {
    const {node, parent} = placed.occurrence
    if (!belongs(node.id)) continue
    if (!placed.row) lines.push(stem(placed))
    const from = parent && layout.byKey.get(parent.key)
    if (from && belongs(from.occurrence.node.id)) lines.push(edge(from, placed))
  }
  return lines.join('')
}

/** The outlines of nodes as one path, for a drawing too small for more. */
export function silhouettes(nodes: readonly Placed[]): string {
  return nodes
    .map(({x, y, row}) =>
      row ? `M${x + 18} ${y + 6}h180v44h-180Z` : `M${x - 90} ${y}h180v76h-58v80h-64v-80h-58Z`,
    )
    .join('')
}
