import {ancestors, type Graph} from './graph'
import type {Occurrence} from './occurrence'

/** How many levels are open at first. */
const firstLevels = 3

/** Writes the open gates as ranges of their places in the tree: “0-5.8”. */
export function encodeOpen(graph: Graph, open: ReadonlySet<string>): string {
  const ranges: string[] = []
  let from = -1
  for (let i = 0; i <= graph.gates.length; i++) {
    const isOpen = open.has(graph.gates[i] ?? '')
    if (isOpen && from < 0) from = i
    if (isOpen || from < 0) continue
    ranges.push(from === i - 1 ? `${from}` : `${from}-${i - 1}`)
    from = -1
  }
  return ranges.join('.') || 'none'
}

/** Reads what encodeOpen wrote; whatever else it finds opens nothing. */
export function decodeOpen(graph: Graph, text: string): Set<string> {
  const open = new Set<string>()
  for (const range of text.split('.')) {
    const [, first, last] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range) ?? []
    if (first === undefined) continue
    const end = Math.min(Number(last ?? first), graph.gates.length - 1)
    for (let i = Number(first); i <= end; i++) open.add(graph.gates[i] ?? '')
  }
  return open
}

/** The gates open at first: three levels, and what leads to the nodes asked for. */
export function openAtFirst(graph: Graph, shown: readonly string[]): Set<string> {
  const near = graph.gates.filter((id) => (graph.nodes.get(id)?.level ?? 0) < firstLevels - 1)
  return new Set([...near, ...shown.flatMap((id) => ancestors(graph, id))])
}

/** Opens every gate that is drawn closed. */
export function openOneLevel(drawn: readonly Occurrence[], open: ReadonlySet<string>): Set<string> {
  const closed = drawn.filter(({node, transfer}) => !transfer && node.inputs.length > 0)
  return new Set([...open, ...closed.map(({node}) => node.id)])
}

/** Closes the open gates that are furthest from the top; the top stays open. */
export function closeOneLevel(
  drawn: readonly Occurrence[],
  open: ReadonlySet<string>,
): Set<string> {
  const opened = drawn.filter((o) => o.open && o.level > 0)
  const deepest = Math.max(...opened.map(({level}) => level))
  const closing = opened.filter(({level}) => level === deepest).map(({node}) => node.id)
  return new Set([...open].filter((id) => !closing.includes(id)))
}
