import type {Heat} from './graph'
import {NodeSymbol, Pips, type SymbolKind} from './NodeSymbol'

const kinds: [SymbolKind, string][] = [
  ['and', 'AND: all inputs'],
  ['or', 'OR: any input'],
  ['atLeast', 'k of n inputs'],
  ['basic', 'basic event'],
  ['transfer', 'drawn elsewhere'],
]

const bins: [Heat, string][] = [
  [1, '< 0.001'],
  [2, '< 0.01'],
  [3, '< 0.1'],
  [4, '< 0.3'],
  [5, '≥ 0.3'],
]

/** What symbols, colours and dots mean. */
export function Legend() {
  return (
    <div className="legend note">
      <ul aria-label="Symbols">
        {kinds.map(([kind, word]) => (
          <li key={kind}>
            <svg width={28} height={26} aria-hidden="true">
              <NodeSymbol
                kind={kind}
                x={1}
                y={2}
                scale={0.4}
                text={kind === 'atLeast' ? 'k/n' : ''}
              />
            </svg>
            {word}
          </li>
        ))}
      </ul>
      <ul aria-label="Classes of Fussell–Vesely importance">
        <li>Fussell–Vesely:</li>
        {bins.map(([heat, word]) => (
          <li key={heat}>
            <svg width={46} height={20} aria-hidden="true" className="bin" data-heat={heat}>
              <rect x={1} y={1} width={44} height={18} rx={3} />
              <Pips heat={heat} x={23 - heat * 3.5} y={10} />
            </svg>
            {word}
          </li>
        ))}
      </ul>
    </div>
  )
}
