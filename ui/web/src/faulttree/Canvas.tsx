import {type KeyboardEvent, useId, useMemo} from 'react'
import {commandOf, run} from './commands'
import {Drawing} from './Drawing'
import {describe} from './describe'
import type {Graph} from './graph'
import {tidy} from './layout'
import {usePatch} from './usePatch'
import {usePointer} from './usePointer'
import {useSize} from './useSize'
import type {TreeState} from './useTreeState'
import {useView} from './useView'
import {fitAll, nodeAt, onto, zoomAt} from './view'
import {ZoomButtons} from './ZoomButtons'

const fallback = {width: 1000, height: 560}
const none: readonly string[] = []

interface CanvasProps {
  graph: Graph
  state: TreeState
  /** The journey's name. */
  title: string
  onCutSets: () => void
}

/** The drawn tree: moved by drag, wheel, buttons and keys. */
export function Canvas({graph, state, title, onCutSets}: CanvasProps) {
  const keysId = useId()
  const patch = usePatch()
  const [measure, size] = useSize(fallback)
  const layout = useMemo(() => tidy(state.root), [state.root])
  const members = state.cutSet?.events ?? none
  const [view, look] = useView({layout, size, selected: state.selected, members})
  const zoom = (factor: number) => view && look(zoomAt(view, factor))
  const showAll = () => size && look(fitAll(layout, size))
  const at = layout.byKey.get(state.selected)

  const onClick = (x: number, y: number, twice: boolean) => {
    const hit = nodeAt(layout, x, y)
    if (!hit) return state.select('')
    const {occurrence} = hit.placed
    if (occurrence.transfer && twice) return state.goTo(occurrence.node.id)
    if (!hit.placed.row && (hit.toggle || twice)) return state.toggle(occurrence.node.id)
    return state.select(occurrence.key)
  }
  const pointer = usePointer({view, size, look, onClick})

  const onKeyDown = (event: KeyboardEvent) => {
    const command = commandOf(event)
    if (!command) return
    event.preventDefault()
    if (run(command, state)) return
    if (command === 'cutSets') onCutSets()
    if (command === 'outline') patch({view: 'outline'})
    if (command === 'in') zoom(1.25)
    if (command === 'out') zoom(0.8)
    if (command === 'fit') showAll()
    if (command === 'full' && view) look(zoomAt(view, 1 / view.zoom))
    if (command === 'selection' && at && view) look(onto(view, at))
  }

  return (
    <div className="canvas-frame">
      <div
        ref={measure}
        className="canvas"
        role="application"
        aria-label={`Fault tree of ${title}`}
        aria-describedby={keysId}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys itself
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...pointer.handlers}
      >
        <div className="canvas-inside" ref={pointer.wheel}>
          {view && size && (
            <Drawing
              {...{graph, layout, view, size}}
              selected={state.selected}
              cutSet={state.cutSet}
            />
          )}
        </div>
      </div>
      <ZoomButtons
        zoom={view?.zoom ?? 1}
        onZoom={zoom}
        onFit={showAll}
        onFull={() => view && look(zoomAt(view, 1 / view.zoom))}
      />
      <p id={keysId} className="note">
        Arrow keys move between gates and inputs, Space opens and closes, <kbd>[</kbd> and{' '}
        <kbd>]</kbd> do so by level, <kbd>0</kbd> shows all, <kbd>1</kbd> is full size, <kbd>C</kbd>{' '}
        is the cut sets, <kbd>O</kbd> the outline.
      </p>
      <p className="visually-hidden" aria-live="polite">
        {at && describe(at.occurrence)}
      </p>
    </div>
  )
}
