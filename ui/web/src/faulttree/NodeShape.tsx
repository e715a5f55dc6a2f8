import {memo} from 'react'
import {describe, events, shorten, valueLine, wrap} from './describe'
import {gateHeight, type Placed, pitch, rowHeight} from './layout'
import {NodeSymbol, Pips} from './NodeSymbol'

const boxWidth = 180
const boxHeight = 58
const symbolTop = 84

interface NodeShapeProps {
  placed: Placed
  /** Whether it is large enough for text. */
  text: boolean
  selected: boolean
  /** Of the cut set that is shown: a member, or taken down by it, or neither. */
  part: 'member' | 'path' | 'rest' | undefined
  /** Basic events below a closed gate. */
  below: number
}

/** A node of the fault tree: a gate with its description, or a leaf as a row. */
export const NodeShape = memo(function NodeShape(props: NodeShapeProps) {
  const {placed, selected, part} = props
  const {x, y, row, occurrence} = placed
  const half = pitch / 2 - 4
  return (
    <g className="node" data-part={part}>
      <title>{describe(occurrence)}</title>
      {(selected || part === 'member') && (
        <rect
          className={selected ? 'outline selected' : 'outline'}
          x={row ? x + 4 : x - half}
          y={row ? y : y - 6}
          width={half * 2}
          height={(row ? rowHeight : gateHeight) - (row ? 4 : 0)}
          rx={6}
        />
      )}
      {row ? <Row {...props} /> : <Gate {...props} />}
    </g>
  )
})

function Gate({placed: {x, y, occurrence}, text, below}: NodeShapeProps) {
  const {node, open} = occurrence
  const left = x - boxWidth / 2
  const vote = node.kind === 'atLeast' ? `${node.k}/${node.inputs.length}` : undefined
  const heat = open ? undefined : node.heat
  return (
    <>
      <rect className="box" x={left} y={y} width={boxWidth} height={boxHeight + 18} />
      <path className="box" d={`M${left} ${y + boxHeight}h${boxWidth}`} />
      {text && <Lines lines={wrap(node.label, 29, 3)} x={x} y={y + 17} anchor="middle" />}
      <text className="tag" x={x} y={y + boxHeight + 13} textAnchor="middle">
        {shorten(node.id, 25)}
      </text>
      <NodeSymbol kind={node.kind} x={x - 32} y={y + symbolTop} heat={heat} text={vote} />
      {heat && <Pips heat={heat} x={x + 40} y={y + symbolTop + 24} />}
      {node.uses > 1 && <Repeated x={x + boxWidth / 2} y={y} uses={node.uses} text={text} />}
      {text && (
        <>
          <text className="value" x={x} y={y + 148} textAnchor="middle">
            {valueLine(node)}
          </text>
          <text className="toggle" x={x} y={y + 167} textAnchor="middle">
            {open ? '▾' : `▸ ${events(below)}`}
          </text>
        </>
      )}
    </>
  )
}

function Row({placed: {x, y, occurrence}, text}: NodeShapeProps) {
  const {node, transfer} = occurrence
  const left = x + 60
  const kind = transfer ? 'transfer' : 'basic'
  return (
    <>
      <NodeSymbol kind={kind} x={x + 18} y={y + 5} scale={2 / 3} heat={node.heat} />
      <Pips heat={node.heat} x={x + 21} y={y + 46} />
      {text ? (
        <>
          <Lines lines={wrap(node.label, 23, 2)} x={left} y={y + 16} anchor="start" />
          <text className="value" x={left} y={y + 47}>
            {valueLine(node)}
          </text>
        </>
      ) : (
        <text className="tag" x={left} y={y + 26}>
          {shorten(node.id, 20)}
        </text>
      )}
      {!transfer && node.uses > 1 && (
        <Repeated x={x + 56} y={y + 4} uses={node.uses} text={false} />
      )}
    </>
  )
}

/** Marks what is an input of several gates: a corner, and how often. */
function Repeated({x, y, uses, text}: {x: number; y: number; uses: number; text: boolean}) {
  return (
    <>
      <path className="repeated" d={`M${x - 10} ${y}h10v10Z`} />
      {text && (
        <text className="tag" x={x + 3} y={y + 10}>
          ×{uses}
        </text>
      )}
    </>
  )
}

interface LinesProps {
  lines: readonly string[]
  x: number
  y: number
  anchor: 'start' | 'middle'
}

function Lines({lines, x, y, anchor}: LinesProps) {
  return (
    <text className="label" textAnchor={anchor}>
      {lines.map((line, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <tspan key={i} x={x} y={y + i * 16}>
          {line}
        </tspan>
      ))}
    </text>
  )
}
