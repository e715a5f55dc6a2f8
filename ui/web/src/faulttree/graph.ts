import type {components} from '../api/schema'

export type Tree = components['schemas']['Tree']
export type Heat = 1 | 2 | 3 | 4 | 5

/** A gate or a basic event of a fault tree, once, however often it is an input. */
export interface FaultNode {
  id: string
  label: string
  kind: 'and' | 'or' | 'atLeast' | 'basic'
  /** Of atLeast: how many of the inputs must occur. */
  k: number
  inputs: readonly string[]
  probability: number
  fussellVesely: number | undefined
  /** The colour class: of an event its own, of a gate the largest below. */
  heat: Heat
  /** The gate under which it is drawn with all that is below it; none for the top. */
  home: string | undefined
  /** Steps from the top along homes. */
  level: number
  /** Of how many gates it is an input. */
  uses: number
}

/** A fault tree, indexed. Gates are in the order of the server. */
export interface Graph {
  top: string
  nodes: ReadonlyMap<string, FaultNode>
  gates: readonly string[]
}

/** Indexes a tree. Inputs that are nowhere defined, and what is not under the top, are left out. */
export function graphOf(tree: Tree): Graph {
  const all = new Map<string, FaultNode>()
  for (const g of tree.gates) {
    const {id, label, op: kind, k = 0, inputs, probability} = g
    all.set(id, {...blank, id, label, kind, k, inputs, probability})
  }
  for (const e of tree.events) {
    const {id, label, probability, fussellVesely} = e
    all.set(id, {...blank, id, label, probability, fussellVesely, heat: heatOf(e.heatBin)})
  }
  const nodes = homes(tree.top, all)
  warm(nodes)
  return {top: tree.top, nodes, gates: tree.gates.map(({id}) => id).filter((id) => nodes.has(id))}
}

const blank = {
  kind: 'basic',
  k: 0,
  inputs: [] as readonly string[],
  fussellVesely: undefined,
  heat: 1,
  home: undefined,
  level: 0,
  uses: 0,
} as const

function heatOf(bin: number): Heat {
  return Math.min(5, Math.max(1, Math.round(bin))) as Heat
}

/** Gives every node the nearest gate to the top as its home, and returns them nearest first. */
function homes(top: string, all: ReadonlyMap<string, FaultNode>): Map<string, FaultNode> {
  const found = new Map<string, FaultNode>()
  const root = all.get(top)
  if (root) found.set(top, root)
  for (const node of found.values()) {
    node.inputs = node.inputs.filter((id) => all.has(id))
    for (const id of node.inputs) {
      const input = all.get(id)
      if (!input) continue
      input.uses += 1
      if (found.has(id)) continue
      input.home = node.id
      input.level = node.level + 1
      found.set(id, input)
    }
  }
  return found
}

/** Carries the heat of events up to all gates above them. */
function warm(nodes: ReadonlyMap<string, FaultNode>): void {
  const done = new Set<FaultNode>()
  const visit = (node: FaultNode): Heat => {
    if (done.has(node)) return node.heat
    done.add(node)
    for (const id of node.inputs) {
      const input = nodes.get(id)
      if (input) node.heat = Math.max(node.heat, visit(input)) as Heat
    }
    return node.heat
  }
  for (const node of nodes.values()) visit(node)
}

/** The gates from the home of a node up to the top. */
export function ancestors(graph: Graph, id: string): string[] {
  const up: string[] = []
  let home = graph.nodes.get(id)?.home
  while (home !== undefined) {
    up.push(home)
    home = graph.nodes.get(home)?.home
  }
  return up
}

/** How many different basic events are below a node. */
export function eventsBelow(graph: Graph, id: string): number {
  const seen = new Set([id])
  for (const at of seen) {
    for (const input of graph.nodes.get(at)?.inputs ?? []) seen.add(input)
  }
  return [...seen].filter((at) => at !== id && graph.nodes.get(at)?.kind === 'basic').length
}

/** Of the events and gates, those that occur when just these events occur. */
export function occurring(graph: Graph, events: readonly string[]): Set<string> {
  const known = new Map<string, boolean>()
  for (const [id, {kind}] of graph.nodes) if (kind === 'basic') known.set(id, events.includes(id))
  const occurs = (id: string): boolean => {
    const before = known.get(id)
    if (before !== undefined) return before
    known.set(id, false) // a cycle does not cause itself
    const node = graph.nodes.get(id)
    const inputs = node?.inputs ?? []
    const count = inputs.filter(occurs).length
    const needed = node?.kind === 'and' ? inputs.length : node?.kind === 'or' ? 1 : (node?.k ?? 1)
    known.set(id, inputs.length > 0 && count >= needed)
    return known.get(id) === true
  }
  return new Set([...graph.nodes.keys()].filter(occurs))
}
