import {count, dateTime} from '../format'
import {Panel} from '../parts/Panel'
import {TableRegion} from '../parts/TableRegion'
import {useSources} from './useSources'

/** Where records come from, and when each source was last read. */
export function SourcesPanel() {
  return (
    <Panel
      title="Sources"
      noun="sources"
      query={useSources()}
      empty={{
        when: (sources) => sources.length === 0,
        say: (
          <p>
            No source was read yet. Run <code>ninefold import incidents FILE</code>.
          </p>
        ),
      }}
    >
      {(sources) => (
        <TableRegion label="Sources of records">
          <table>
            <caption className="visually-hidden">Sources of records</caption>
            <thead>
              <tr>
                <th scope="col">Source</th>
                <th scope="col" className="number">
                  Incidents
                </th>
                <th scope="col" className="number">
                  Experiments
                </th>
                <th scope="col">Last record</th>
                <th scope="col">Read</th>
              </tr>
            </thead>
            <tbody>
              {sources.map((source) => (
                <tr key={source.source}>
                  <th scope="row">{source.source}</th>
                  <td className="number">{count(source.incidents)}</td>
                  <td className="number">{count(source.experiments)}</td>
                  <td>{dateTime(source.lastAt)}</td>
                  <td>{dateTime(source.readAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableRegion>
      )}
    </Panel>
  )
}
