import type {FaultNode, Heat} from './graph'
import './drawing.css'

export type SymbolKind = FaultNode['kind'] | 'transfer'

/**
 * Outlines of the distinctive symbols of NUREG-0492, from the top left: gates in
 * 64 × 48, events and transfers in 56 × 48. Outputs are at the middle of the top.
 */
export const shapes: Record<SymbolKind, {d: string; stub?: string; width: number}> = {
  and: {d: 'M0 48V32A32 32 0 0 1 64 32V48Z', width: 64},
  or: {d: 'M0 48Q32 32 64 48Q62 18 32 0Q2 18 0 48Z', stub: 'M32 40V48', width: 64},
  atLeast: {d: 'M0 48Q32 32 64 48Q62 18 32 0Q2 18 0 48Z', stub: 'M32 40V48', width: 64},
  basic: {d: 'M28 0A24 24 0 0 1 28 48A24 24 0 0 1 28 0Z', width: 56},
  transfer: {d: 'M28 0L56 48H0Z', width: 56},
}

interface SymbolProps {
  kind: SymbolKind
  /** Where its top left is. */
  x: number
  y: number
  scale?: number
  /** Filled by this colour class; not filled without. */
  heat?: Heat | undefined
  /** Of a vote: “2/3”. */
  text?: string | undefined
}

/** One symbol of a fault tree. */
export function NodeSymbol({kind, x, y, scale = 1, heat, text}: SymbolProps) {
  const {d, stub, width} = shapes[kind]
  return (
    <g
      className="symbol"
      data-kind={kind}
      data-heat={heat}
      transform={`translate(${x} ${y}) scale(${scale})`}
    >
      <path d={stub ? d + stub : d} />
      {text && (
        <text x={width / 2} y={31}>
          {text}
        </text>
      )}
    </g>
  )
}

/** One to five dots, so that the colour class does not need colour. */
export function Pips({heat, x, y}: {heat: Heat; x: number; y: number}) {
  const dots = Array.from(
    {length: heat},
    (_, i) => `M${x + i * 7} ${y}a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1 -5 0`,
  )
  return <path className="pips" data-pips={heat} d={dots.join('')} />
}
