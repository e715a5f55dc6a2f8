import type {ReactNode} from 'react'
import type {Estimate, FirstScreen, Scenario} from '../api/types'
import {number, share} from '../format'
import {EstimateValue} from '../parts/EstimateValue'
import {TableRegion} from '../parts/TableRegion'
import './whatif.css'

interface Line {
  title: string
  today: ReactNode
  of: (scenario: Scenario) => ReactNode
}

function figureOf(today: FirstScreen | undefined, id: string) {
  return today?.overview.figures.find((figure) => figure.id === id)
}

function shown(title: string, estimate: Estimate | undefined): ReactNode {
  return estimate ? <EstimateValue title={title} estimate={estimate} /> : '—'
}

function linesOf(today: FirstScreen | undefined): Line[] {
  const downtime = figureOf(today, 'F3')
  const points = figureOf(today, 'F5')
  return [
    {
      title: 'Expected downtime',
      today: shown('Expected downtime today', downtime?.estimate),
      of: (s) => shown(`Expected downtime: ${s.title}`, s.downtimeMinutesPerYear),
    },
    {
      title: 'Downtime saved',
      today: '—',
      of: (s) => shown(`Minutes saved: ${s.title}`, s.savedMinutesPerYear),
    },
    {title: 'Availability, modelled', today: '—', of: (s) => s.availabilityDisplay},
    {
      title: 'Single points of failure',
      today: shown('Single points of failure today', points?.estimate),
      of: (s) => s.singlePoints,
    },
    {title: 'Cost', today: '—', of: (s) => s.costDisplay},
    {
      title: 'Minutes saved in year 1 per 1,000 of currency',
      today: '—',
      of: (s) => number(s.minutesPerThousand),
    },
    {title: 'P(better than today)', today: '—', of: (s) => share(s.probabilityBetter)},
    {title: 'Lead time', today: '—', of: (s) => s.leadTime ?? '—'},
    {title: 'Owner', today: '—', of: (s) => s.owner ?? 'no owner'},
    {title: 'Verdict', today: downtime?.verdict ?? '—', of: (s) => <strong>{s.verdict}</strong>},
  ]
}

interface ComparisonProps {
  scenarios: readonly Scenario[]
  today: FirstScreen | undefined
  /** The ID of the scenario that was asked for. */
  chosen: string
}

/** One column for today and one for each scenario: A, B, C … */
export function Comparison({scenarios, today, chosen}: ComparisonProps) {
  const isChosen = (s: Scenario) => (s.id === chosen ? 'chosen' : undefined)
  return (
    <TableRegion label="Comparison of scenarios">
      <table className="comparison">
        <caption className="visually-hidden">Today and the scenarios, side by side</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">Today</th>
            {scenarios.map((s, i) => (
              <th key={s.id} scope="col" className={isChosen(s)}>
                {String.fromCharCode(65 + (i % 26))}: {s.title}
                {s.id === chosen && <span className="note block">asked for</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {linesOf(today).map((line) => (
            <tr key={line.title}>
              <th scope="row">{line.title}</th>
              <td>{line.today}</td>
              {scenarios.map((s) => (
                <td key={s.id} className={isChosen(s)}>
                  {line.of(s)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  )
}
