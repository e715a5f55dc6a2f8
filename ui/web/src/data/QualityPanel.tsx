import type {FirstScreen, Records} from '../api/types'
import {count, date} from '../format'
import {Panel, type PanelQuery} from '../parts/Panel'
import {TableRegion} from '../parts/TableRegion'
import {PageLink} from '../selection/PageLink'

function rowsOf(r: Records): [string, number, string][] {
  return [
    ['Incidents read', r.incidents, ''],
    ['Counted as failures', r.counted, ''],
    ['Maintenance', r.maintenance, 'planned: never counted'],
    ['Open', r.open, 'not over yet: censored at the data cut-off'],
    ['End before start', r.negative, 'kept, not counted'],
    ['Longer than a year', r.implausible, 'kept, not counted'],
    ['Naming nothing in the model', r.unmatched, 'counted over all, not for a service'],
  ]
}

/** How many records there are, and how many could be used. */
export function QualityPanel({query}: {query: PanelQuery<FirstScreen>}) {
  return (
    <Panel
      title="Records and their quality"
      subtitle={({records}) => `${date(records.from)} to ${date(records.to)}`}
      noun="record counts"
      query={query}
      actions={<PageLink to="/incidents">Incidents</PageLink>}
      empty={{
        when: ({records}) => records.incidents === 0,
        say: <p>No incidents yet: every figure rests on the model’s own numbers.</p>,
      }}
    >
      {({records}) => (
        <TableRegion label="Incidents by quality">
          <table>
            <caption className="visually-hidden">Incidents by quality</caption>
            <thead>
              <tr>
                <th scope="col">Records</th>
                <th scope="col" className="number">
                  Number
                </th>
                <th scope="col">What is done with them</th>
              </tr>
            </thead>
            <tbody>
              {rowsOf(records).map(([what, n, use]) => (
                <tr key={what}>
                  <th scope="row">{what}</th>
                  <td className="number">{count(n)}</td>
                  <td className="muted">{use}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </Panel>
  )
}
