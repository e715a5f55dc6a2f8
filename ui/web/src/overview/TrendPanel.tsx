import type {FirstScreen, TrendPoint} from '../api/types'
import {date} from '../format'
import {EstimateValue} from '../parts/EstimateValue'
import {Panel, type PanelQuery} from '../parts/Panel'
import {StatusMark} from '../parts/StatusMark'
import {TableRegion} from '../parts/TableRegion'
import {useParam} from '../selection/useParam'
import {TrendChart} from './TrendChart'

/** How attained availability moved, as a chart or as a table of the same values. */
export function TrendPanel({query}: {query: PanelQuery<FirstScreen>}) {
  const [view, setView] = useParam('trend')
  const asTable = view === 'table'
  return (
    <Panel
      title={({overview}) => overview.trendTitle}
      subtitle={({model}) => `${model.title}, attained, % per month; band or bar = 90 % interval`}
      noun="the trend"
      query={query}
      actions={
        <button
          type="button"
          className="button"
          aria-pressed={asTable}
          onClick={() => setView(asTable ? '' : 'table')}
        >
          Table
        </button>
      }
      empty={{
        when: ({overview}) => overview.trend.length === 0,
        say: <p>No month has records yet. Import incidents to see what was attained.</p>,
      }}
    >
      {({overview}) =>
        asTable ? (
          <TrendTable points={overview.trend} />
        ) : (
          <TrendChart
            message={overview.trendTitle}
            points={overview.trend}
            target={overview.trendTarget}
          />
        )
      }
    </Panel>
  )
}

function TrendTable({points}: {points: readonly TrendPoint[]}) {
  return (
    <TableRegion label="Availability attained by month">
      <table>
        <caption className="visually-hidden">Availability attained by month</caption>
        <thead>
          <tr>
            <th scope="col">Month from</th>
            <th scope="col" className="number">
              Attained
            </th>
            <th scope="col">Status</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({month, estimate, label}) => (
            <tr key={month}>
              <th scope="row">{date(month)}</th>
              <td className="number">
                <EstimateValue
                  title={`Availability attained from ${date(month)}`}
                  estimate={estimate}
                />
              </td>
              <td>{estimate.status && <StatusMark status={estimate.status} />}</td>
              <td>{label}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  )
}
