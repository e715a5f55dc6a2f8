import type {FaultNode, Graph} from './graph'

/**
 * A node at one place of the drawing. The first place, its home, has all that is
 * below it; at the others it is a transfer, which leads to the home.
 */
export interface Occurrence {
  /** The node's ID at home; with the gate's ID elsewhere. */
  key: string
  node: FaultNode
  transfer: boolean
  open: boolean
  level: number
  parent: Occurrence | undefined
  children: Occurrence[]
}

/** The key of a node as an input of a gate. */
export function keyAt(node: FaultNode, gate: string | undefined): string {
  return gate === undefined || node.home === gate ? node.id : `${node.id}^${gate}`
}

/** The ID of the node that a key is of. */
export function nodeOf(key: string): string {
  return key.split('^', 1)[0] ?? ''
}

/** What is drawn when these gates are open, from the top; nothing of an empty tree. */
export function occurrences(graph: Graph, open: ReadonlySet<string>): Occurrence | undefined {
  const top = graph.nodes.get(graph.top)
  if (!top) return undefined
  const at = (node: FaultNode, parent: Occurrence | undefined): Occurrence => {
    const transfer = parent !== undefined && node.home !== parent.node.id
    const occurrence: Occurrence = {
      key: keyAt(node, parent?.node.id),
      node,
      transfer,
      open: !transfer && open.has(node.id),
      level: (parent?.level ?? -1) + 1,
      parent,
      children: [],
    }
    if (occurrence.open) {
      for (const id of node.inputs) {
        const input = graph.nodes.get(id)
        if (input) occurrence.children.push(at(input, occurrence))
      }
    }
    return occurrence
  }
  return at(top, undefined)
}

/** All occurrences, each before what is below it. */
export function flat(root: Occurrence | undefined): Occurrence[] {
  return root ? [root, ...root.children.flatMap(flat)] : []
}

/** Whether an occurrence has nothing of its own below it: it is stacked under its gate. */
export function isLeaf({node, transfer}: Occurrence): boolean {
  return transfer || node.kind === 'basic'
}
