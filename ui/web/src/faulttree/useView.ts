import {useEffect, useState} from 'react'
import {useSearchParams} from 'react-router'
import type {Layout} from './layout'
import {usePatch} from './usePatch'
import {decodeView, encodeView, firstView, follow, reveal, type Size, sees, type View} from './view'

/** What the view is kept on: when one of these changes, it may have to move. */
export interface Focus {
  layout: Layout
  size: Size | undefined
  /** The key of the selected occurrence. */
  selected: string
  /** The keys of which at least one is to be seen: the members of a cut set. */
  members: readonly string[]
}

interface Shown extends Focus {
  view: View
  /** Whether the address asks for this view of a cut set that is still to come. */
  kept: boolean
}

/** The view a drawing opens with. */
function opening({layout, members}: Focus, size: Size, asked: View | undefined): View {
  return asked ?? withMember(firstView(layout, size), size, layout, members)
}

function withMember(view: View, size: Size, layout: Layout, keys: readonly string[]): View {
  const members = keys.map((key) => layout.byKey.get(key)).filter((placed) => placed !== undefined)
  const [first] = members
  if (!first || members.some((placed) => sees(view, size, placed))) return view
  return reveal(view, size, first)
}

/** Moves the view as far as what has changed asks for. */
function moved(shown: Shown, next: Focus, size: Size): View {
  const {byKey} = next.layout
  const anchor = shown.layout.byKey.has(shown.selected)
    ? shown.selected
    : (shown.layout.nodes[0]?.occurrence.key ?? '')
  const view = follow(shown.view, shown.layout.byKey.get(anchor), byKey.get(anchor))
  const selected = byKey.get(next.selected)
  if (selected && next.selected !== shown.selected) return reveal(view, size, selected)
  if (next.members === shown.members || shown.kept) return view
  return withMember(view, size, next.layout, next.members)
}

/** The view of the canvas. It follows the selection, and goes into the URL when it rests. */
export function useView(focus: Focus): [View | undefined, (view: View) => void] {
  const [params] = useSearchParams()
  const patch = usePatch()
  const [shown, setShown] = useState<Shown>()
  const [settled, setSettled] = useState(true)
  const {layout, size, selected, members} = focus
  let current = shown

  const changed =
    shown?.layout !== layout || shown.selected !== selected || shown.members !== members
  if (size && changed) {
    const asked = decodeView(params.get('at') ?? '')
    const view = shown ? moved(shown, focus, size) : opening(focus, size, asked)
    const kept = shown
      ? shown.kept && shown.members === members
      : asked !== undefined && members.length === 0 && params.has('cutSet')
    current = {...focus, view, kept}
    setShown(current)
  }

  const view = current?.view
  useEffect(() => {
    if (settled || !view) return undefined
    const timer = setTimeout(() => {
      patch({at: encodeView(view)})
      setSettled(true)
    }, 300)
    return () => clearTimeout(timer)
  }, [view, settled, patch])

  const look = (next: View) => {
    setSettled(false)
    setShown((old) => old && {...old, view: next})
  }
  return [view, look]
}
