import {type KeyboardEvent, useEffect, useRef, useState} from 'react'
import {count, perYear, probability, share} from '../format'
import {Panel, type PanelQuery} from '../parts/Panel'
import {TableRegion} from '../parts/TableRegion'
import type {CutSet, CutSets} from './useFaultTree'

const firstRows = 25

interface CutSetsPanelProps {
  query: PanelQuery<CutSets>
  /** The rank of the one that is shown in the tree; 0 is none. */
  chosen: number
  choose: (rank: number) => void
}

/** The minimal cut sets. Choosing one shows it in the tree. */
export function CutSetsPanel({query, chosen, choose}: CutSetsPanelProps) {
  return (
    <Panel
      title={title}
      subtitle={subtitle}
      noun="minimal cut sets"
      query={query}
      empty={{
        when: ({sets}) => sets.length === 0,
        say: <p>No combination of failures in the model takes this journey down.</p>,
      }}
      actions={
        chosen > 0 && (
          <button type="button" className="button" onClick={() => choose(0)}>
            Show none
          </button>
        )
      }
    >
      {({sets}) => <CutSetTable sets={sets} chosen={chosen} choose={choose} />}
    </Panel>
  )
}

function title({count: n, byOrder}: CutSets): string {
  const number = Number(n)
  const written = Number.isSafeInteger(number) ? count(number) : n
  const orders = byOrder
    .map((sets, i) => ({sets, order: i + 1}))
    .filter(({sets}) => sets > 0)
    .slice(0, 2)
    .map(({sets, order}) => ` · ${count(sets)} of order ${order}`)
  return `${written} minimal cut ${number === 1 ? 'set' : 'sets'}${orders.join('')}`
}

function subtitle({sets, count: n, missing}: CutSets): string {
  const top = sets[Math.min(10, sets.length) - 1]
  if (!top) return ''
  const rest =
    sets.length < Number(n)
      ? ` ${count(sets.length)} listed; the others add at most ${share(missing)} of the probability.`
      : ''
  const first = sets.length > 1 ? `The first ${Math.min(10, sets.length)} make` : 'It makes'
  return `${first} ${share(top.cumulative)} of the probability.${rest}`
}

interface CutSetTableProps {
  sets: readonly CutSet[]
  chosen: number
  choose: (rank: number) => void
}

function CutSetTable({sets, chosen, choose}: CutSetTableProps) {
  const [rows, setRows] = useState(firstRows)
  const body = useRef<HTMLTableSectionElement>(null)
  const shown = sets.slice(0, Math.max(rows, sets.findIndex(({rank}) => rank === chosen) + 1))
  const inTabOrder = shown.some(({rank}) => rank === chosen) ? chosen : shown[0]?.rank

  // Only the table is scrolled to the chosen row, not the page.
  useEffect(() => {
    const row = body.current?.querySelector<HTMLElement>(`[data-rank="${chosen}"]`)
    const region = row?.closest('.table-region')
    if (!row || !region) return
    const {offsetTop, offsetHeight} = row
    const lowest = offsetTop + offsetHeight - region.clientHeight
    region.scrollTop = Math.min(Math.max(region.scrollTop, lowest), offsetTop)
  }, [chosen])

  const onKeyDown = (event: KeyboardEvent, place: number) => {
    const moves: Record<string, number> = {ArrowDown: place + 1, ArrowUp: place - 1, Home: 0}
    const move = moves[event.key]
    const next = move === undefined ? undefined : shown[move]
    if (next) {
      choose(next.rank)
      body.current?.querySelectorAll('tr')[move ?? 0]?.focus()
    } else if (event.key === 'Enter' || event.key === ' ') choose(shown[place]?.rank ?? 0)
    else if (event.key === 'Escape') choose(0)
    else return
    event.preventDefault()
  }

  return (
    <>
      <div className="cut-set-rows">
        <TableRegion label="Minimal cut sets">
          <table
            // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that takes keys
            role="grid"
            aria-label="Minimal cut sets, most probable first"
            className="cut-sets"
          >
            <thead>
              <tr>
                <th scope="col" className="number">
                  #
                </th>
                <th scope="col" className="number">
                  Order
                </th>
                <th scope="col">Members</th>
                {['P', 'Share', 'Cumulative', 'min/yr'].map((name) => (
                  <th key={name} scope="col" className="number">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody ref={body}>
              {shown.map((set, i) => (
                <tr
                  key={set.rank}
                  data-rank={set.rank}
                  aria-selected={set.rank === chosen}
                  tabIndex={set.rank === inTabOrder ? 0 : -1}
                  onClick={() => choose(set.rank)}
                  onKeyDown={(event) => onKeyDown(event, i)}
                >
                  <td className="number">{set.rank}</td>
                  <td className="number">{set.order}</td>
                  <td className="members">{set.labels.join(' + ')}</td>
                  <td className="number">{probability(set.probability)}</td>
                  <td className="number">{share(set.share)}</td>
                  <td className="number">{share(set.cumulative)}</td>
                  <td className="number">{set.display || perYear(set.minutesPerYear)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      </div>
      <div className="table-foot">
        <span>
          {shown.length < sets.length
            ? `Showing ${shown.length} of ${sets.length}`
            : `${sets.length} listed`}
          , most probable first
        </span>
        {shown.length < sets.length && (
          <button
            type="button"
            className="explain-button"
            onClick={() => setRows(rows + 4 * firstRows)}
          >
            Show more
          </button>
        )}
      </div>
    </>
  )
}
