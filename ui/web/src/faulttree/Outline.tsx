import {type KeyboardEvent, useEffect, useRef} from 'react'
import {probability} from '../format'
import {TableRegion} from '../parts/TableRegion'
import {kindOf} from './describe'
import {type Graph, occurring} from './graph'
import type {Occurrence} from './occurrence'
import {usePatch} from './usePatch'
import type {TreeState} from './useTreeState'

interface OutlineProps {
  graph: Graph
  state: TreeState
  title: string
  onCutSets: () => void
}

/** The tree as a table of rows within rows: the same as the drawing, for keyboard and reader. */
export function Outline({graph, state, title, onCutSets}: OutlineProps) {
  const body = useRef<HTMLTableSectionElement>(null)
  const patch = usePatch()
  const {drawn, selected} = state
  const inTabOrder = drawn.some(({key}) => key === selected) ? selected : drawn[0]?.key
  const hit = state.cutSet && occurring(graph, state.cutSet.events)

  // The focus follows the selection, but only from within.
  useEffect(() => {
    const rows = body.current
    if (!rows?.contains(document.activeElement)) return
    rows.querySelector<HTMLElement>('[aria-selected="true"]')?.focus()
  })

  const onKeyDown = (event: KeyboardEvent, at: Occurrence) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = outlineAction(event.key, at, state)
    if (act) act()
    else if (event.key === 'c') onCutSets()
    else if (event.key === 'o') patch({view: undefined})
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <TableRegion label={`Outline of the fault tree of ${title}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a treegrid is a table that takes keys */}
      <table role="treegrid" aria-label={`Fault tree of ${title}`} className="outline-table">
        <thead>
          <tr>
            <th scope="col">Gate or event</th>
            <th scope="col">Kind</th>
            <th scope="col" className="number">
              Probability
            </th>
            <th scope="col" className="number">
              Fussell–Vesely
            </th>
            <th scope="col">Class</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {drawn.map((at) => (
            <OutlineRow
              key={at.key}
              at={at}
              selected={at.key === selected}
              inTabOrder={at.key === inTabOrder}
              hit={hit?.has(at.node.id)}
              onSelect={() => state.select(at.key)}
              onToggle={() => (at.transfer ? state.goTo(at.node.id) : state.toggle(at.node.id))}
              onKeyDown={(event) => onKeyDown(event, at)}
            />
          ))}
        </tbody>
      </table>
    </TableRegion>
  )
}

/** What a key does on a row; nothing for other keys. */
function outlineAction(key: string, at: Occurrence, state: TreeState): (() => void) | undefined {
  const {drawn} = state
  const place = drawn.indexOf(at)
  const closed = !at.open && !at.transfer && at.node.inputs.length > 0
  const to = (next: Occurrence | undefined) => () => next && state.select(next.key)
  switch (key) {
    case 'ArrowDown':
      return to(drawn[place + 1])
    case 'ArrowUp':
      return to(drawn[place - 1])
    case 'Home':
      return to(drawn[0])
    case 'End':
      return to(drawn.at(-1))
    case 'ArrowRight':
      return closed ? () => state.toggle(at.node.id) : to(at.children[0])
    case 'ArrowLeft':
      return at.open ? () => state.toggle(at.node.id) : to(at.parent)
    case ' ':
      return () => (at.open || closed ? state.toggle(at.node.id) : state.select(at.key))
    case 'Enter':
      return at.transfer ? () => state.goTo(at.node.id) : to(at)
    case ']':
      return state.expand
    case '[':
      return state.collapse
    case 'Escape':
      return () => (state.cutSet ? state.choose(0) : state.select(''))
    default:
      return undefined
  }
}

interface OutlineRowProps {
  at: Occurrence
  selected: boolean
  inTabOrder: boolean
  /** Whether the shown cut set makes it occur. */
  hit: boolean | undefined
  onSelect: () => void
  onToggle: () => void
  onKeyDown: (event: KeyboardEvent) => void
}

function OutlineRow(props: OutlineRowProps) {
  const {at, selected, inTabOrder, hit, onSelect, onToggle, onKeyDown} = props
  const {node, level, transfer, open, parent} = at
  const gate = !transfer && node.inputs.length > 0
  const siblings = parent?.children ?? [at]
  return (
    <tr
      aria-level={level + 1}
      aria-posinset={siblings.indexOf(at) + 1}
      aria-setsize={siblings.length}
      aria-expanded={gate ? open : undefined}
      aria-selected={selected}
      data-part={hit === undefined ? undefined : hit ? 'path' : 'rest'}
      tabIndex={inTabOrder ? 0 : -1}
      onClick={onSelect}
      onKeyDown={onKeyDown}
    >
      <td style={{paddingLeft: 8 + level * 20}}>
        <span className="outline-name">
          {gate || transfer ? (
            <button type="button" className="twist" tabIndex={-1} onClick={onToggle}>
              <span aria-hidden="true">{transfer ? '↗' : open ? '▾' : '▸'}</span>
              <span className="visually-hidden">
                {transfer ? 'Go to where it is expanded' : open ? 'Collapse' : 'Expand'}
              </span>
            </button>
          ) : (
            <span className="twist" />
          )}
          {node.label}
        </span>
      </td>
      <td>{transfer && node.kind !== 'basic' ? `${kindOf(node)}, elsewhere` : kindOf(node)}</td>
      <td className="number">{probability(node.probability)}</td>
      <td className="number">{node.kind === 'basic' && probability(node.fussellVesely)}</td>
      <td className="nowrap">
        <span className="heat-chip" data-heat={node.heat}>
          {node.heat}
        </span>
      </td>
    </tr>
  )
}
