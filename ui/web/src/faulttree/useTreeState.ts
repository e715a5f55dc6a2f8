import {useMemo} from 'react'
import {useSearchParams} from 'react-router'
import {ancestors, type Graph} from './graph'
import {flat, nodeOf, type Occurrence, occurrences} from './occurrence'
import {closeOneLevel, decodeOpen, encodeOpen, openAtFirst, openOneLevel} from './openGates'
import type {CutSet} from './useFaultTree'
import {usePatch} from './usePatch'

/** What the page shows of a tree, as the URL has it, and how to change it. */
export interface TreeState {
  root: Occurrence | undefined
  /** All that is drawn, each before what is below it. */
  drawn: readonly Occurrence[]
  /** The key of the selected occurrence; empty for none. */
  selected: string
  cutSet: CutSet | undefined
  select: (key: string) => void
  /** Opens what leads to a node and selects it where it is drawn with its subtree. */
  goTo: (id: string) => void
  toggle: (id: string) => void
  expand: () => void
  collapse: () => void
  /** Shows a cut set by its rank; 0 shows none. */
  choose: (rank: number) => void
}

export function useTreeState(graph: Graph, sets: readonly CutSet[]): TreeState {
  const [params] = useSearchParams()
  const patch = usePatch()
  const selected = params.get('select') ?? ''
  const rank = Number(params.get('cutSet'))
  const openText = params.get('open')
  const cutSet = useMemo(() => sets.find((set) => set.rank === rank), [sets, rank])

  const open = useMemo(() => {
    if (openText !== null) return decodeOpen(graph, openText)
    return openAtFirst(graph, [nodeOf(selected), ...(cutSet?.events ?? [])])
  }, [graph, openText, selected, cutSet])
  const openKey = encodeOpen(graph, open) // selecting must not lay out again what stays
  const {root, drawn} = useMemo(() => {
    const root = occurrences(graph, decodeOpen(graph, openKey))
    return {root, drawn: flat(root)}
  }, [graph, openKey])

  // What is open cannot be said of a tree that is not there yet.
  const written = (gates: ReadonlySet<string>) =>
    graph.nodes.size > 0 ? encodeOpen(graph, gates) : (openText ?? undefined)
  const withPathTo = (ids: readonly string[]) =>
    written(new Set([...open, ...ids.flatMap((id) => ancestors(graph, id))]))
  return {
    root,
    drawn,
    selected,
    cutSet,
    select: (key) => patch({select: key, open: written(open)}),
    goTo: (id) => patch({select: id, open: withPathTo([id])}),
    toggle: (id) => {
      const next = new Set(open)
      if (!next.delete(id)) next.add(id)
      patch({open: written(next)})
    },
    expand: () => patch({open: written(openOneLevel(drawn, open))}),
    collapse: () => patch({open: written(closeOneLevel(drawn, open))}),
    choose: (next) => {
      const events = sets.find((set) => set.rank === next)?.events
      if (!events) patch({cutSet: undefined, open: written(open)})
      else patch({cutSet: String(next), open: withPathTo(events)})
    },
  }
}
