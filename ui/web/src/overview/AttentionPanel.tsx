import type {SLO} from '../api/types'
import {EstimateValue} from '../parts/EstimateValue'
import {Panel} from '../parts/Panel'
import {StatusMark} from '../parts/StatusMark'
import {TableRegion} from '../parts/TableRegion'
import {PageLink} from '../selection/PageLink'
import {useSLOs} from '../slos/useSLOs'

function needsAttention({attained}: SLO): boolean {
  return attained.status !== 'met'
}

/** The first five objectives that are not met. */
export function AttentionPanel() {
  const query = useSLOs()
  return (
    <Panel
      title="SLOs needing attention"
      noun="SLOs"
      query={query}
      actions={<PageLink to="/slos">All SLOs</PageLink>}
      empty={{
        when: (slos) => !slos.some(needsAttention),
        say: (
          <p>
            {query.data?.length === 0 ? 'No SLO is defined in the model.' : 'Every SLO is met.'}
          </p>
        ),
      }}
    >
      {(slos) => (
        <TableRegion label="SLOs that are not met">
          <table>
            <caption className="visually-hidden">SLOs that are not met</caption>
            <thead>
              <tr>
                <th scope="col">SLO</th>
                <th scope="col">Status</th>
                <th scope="col" className="number">
                  Attained
                </th>
                <th scope="col" className="number">
                  Budget left
                </th>
              </tr>
            </thead>
            <tbody>
              {slos
                .filter(needsAttention)
                .slice(0, 5)
                .map((slo) => (
                  <tr key={slo.id}>
                    <th scope="row">{slo.title}</th>
                    <td>{slo.attained.status && <StatusMark status={slo.attained.status} />}</td>
                    <td className="number">
                      <EstimateValue title={`${slo.title}, attained`} estimate={slo.attained} />
                    </td>
                    <td className="number">
                      <EstimateValue
                        title={`${slo.title}, budget left`}
                        estimate={slo.budgetMinutes}
                      />
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </Panel>
  )
}
