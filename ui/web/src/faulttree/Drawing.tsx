import {memo, useMemo} from 'react'
import {edges, silhouettes} from './edges'
import {eventsBelow, type Graph, occurring} from './graph'
import type {Layout, Placed} from './layout'
import {NodeShape} from './NodeShape'
import type {CutSet} from './useFaultTree'
import {type Detail, detailAt, type Size, type View, within} from './view'

interface DrawingProps {
  graph: Graph
  layout: Layout
  view: View
  size: Size
  selected: string
  cutSet: CutSet | undefined
}

/** What is seen of the tree: only what the view and a margin around it hold. */
export function Drawing({graph, layout, view, size, selected, cutSet}: DrawingProps) {
  const detail = detailAt(view.zoom)
  const x = size.width / 2 - view.x * view.zoom
  const y = size.height / 2 - view.y * view.zoom
  const all = within(layout, view, size)
  const names = all.map(({occurrence}) => occurrence.key).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same nodes are the same drawing
  const nodes = useMemo(() => all, [names, layout])
  return (
    <svg
      className="drawing"
      role="img"
      aria-label={`Drawing of ${layout.nodes.length} gates and events`}
      width={size.width}
      height={size.height}
    >
      <g transform={`translate(${x} ${y}) scale(${view.zoom})`}>
        <Content {...{graph, layout, nodes, selected, cutSet, detail}} />
      </g>
    </svg>
  )
}

interface ContentProps {
  graph: Graph
  layout: Layout
  nodes: readonly Placed[]
  selected: string
  cutSet: CutSet | undefined
  detail: Detail
}

const Content = memo(function Content(props: ContentProps) {
  const {graph, layout, nodes, selected, cutSet, detail} = props
  const hit = useMemo(() => (cutSet ? occurring(graph, cutSet.events) : undefined), [graph, cutSet])
  const lines = useMemo(() => edges(layout), [layout])
  const hitLines = useMemo(() => hit && edges(layout, (id) => hit.has(id)), [layout, hit])
  const at = layout.byKey.get(selected)
  const partOf = ({occurrence: {node, transfer}}: Placed) => {
    if (!hit || !cutSet) return undefined
    if (!transfer && cutSet.events.includes(node.id)) return 'member'
    return hit.has(node.id) ? 'path' : 'rest'
  }
  return (
    <>
      <path className="edges" data-part={hit && 'rest'} d={lines} />
      {hitLines && <path className="edges" data-part="path" d={hitLines} />}
      {detail === 'silhouette' ? (
        <>
          <Silhouettes nodes={nodes} partOf={partOf} />
          {at && <path className="outline" d={silhouettes([at])} />}
        </>
      ) : (
        nodes.map((placed) => (
          <NodeShape
            key={placed.occurrence.key}
            placed={placed}
            text={detail === 'text'}
            selected={placed.occurrence.key === selected}
            part={partOf(placed)}
            below={
              placed.row || placed.occurrence.open
                ? 0
                : eventsBelow(graph, placed.occurrence.node.id)
            }
          />
        ))
      )}
    </>
  )
})

interface SilhouettesProps {
  nodes: readonly Placed[]
  partOf: (placed: Placed) => string | undefined
}

/** Nodes too small for symbols: one path for each colour class and part of the cut set. */
function Silhouettes({nodes, partOf}: SilhouettesProps) {
  const groups = new Map<string, Placed[]>()
  for (const placed of nodes) {
    const group = `${placed.occurrence.node.heat} ${partOf(placed) ?? ''}`
    const members = groups.get(group)
    if (members) members.push(placed)
    else groups.set(group, [placed])
  }
  return [...groups].map(([group, members]) => {
    const [heat, part] = group.split(' ')
    return (
      <path
        key={group}
        className="silhouettes"
        data-heat={heat}
        data-part={part || undefined}
        d={silhouettes(members)}
      />
    )
  })
}
