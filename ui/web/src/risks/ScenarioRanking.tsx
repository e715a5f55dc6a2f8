import {EstimateValue} from '../parts/EstimateValue'
import {Panel} from '../parts/Panel'
import {TableRegion} from '../parts/TableRegion'
import {PageLink} from '../selection/PageLink'
import {useScenarios} from '../whatif/useScenarios'

/** The evaluated improvements, best first, each leading to the comparison. */
export function ScenarioRanking() {
  const query = useScenarios()
  return (
    <Panel
      title="What would help"
      subtitle="Minutes saved per year, and what it costs"
      noun="scenarios"
      query={query}
      actions={<PageLink to="/what-if">Compare all</PageLink>}
      empty={{
        when: (scenarios) => scenarios.length === 0,
        say: <p>No improvement has been evaluated yet.</p>,
      }}
    >
      {(scenarios) => (
        <TableRegion label="Improvements that were evaluated">
          <table>
            <caption className="visually-hidden">Improvements that were evaluated</caption>
            <thead>
              <tr>
                <th scope="col">Improvement</th>
                <th scope="col" className="number">
                  Saved
                </th>
                <th scope="col">Cost</th>
                <th scope="col">Verdict</th>
              </tr>
            </thead>
            <tbody>
              {scenarios.map((s) => (
                <tr key={s.id}>
                  <th scope="row">
                    <PageLink to={`/what-if?scenario=${encodeURIComponent(s.id)}`}>
                      {s.title}
                    </PageLink>
                  </th>
                  <td className="number">
                    <EstimateValue
                      title={`Minutes saved: ${s.title}`}
                      estimate={s.savedMinutesPerYear}
                    />
                  </td>
                  <td>{s.costDisplay}</td>
                  <td>{s.verdict}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </Panel>
  )
}
