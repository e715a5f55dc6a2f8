import type {FirstScreen} from '../api/types'
import {count} from '../format'
import {Panel, type PanelQuery} from '../parts/Panel'

/** Incidents that name nothing in the model: it may lack a part. */
export function UnmatchedPanel({query}: {query: PanelQuery<FirstScreen>}) {
  return (
    <Panel
      title={({records}) =>
        `Counted incidents that name nothing in the model: ${count(records.unmatched)}`
      }
      subtitle="Either the model lacks a part, or a service lacks the name that incidents use (“records” in the model file)"
      noun="unmatched incidents"
      query={query}
      empty={{
        when: ({records}) => records.unmatched === 0,
        say: <p>Every counted incident names a service or journey of the model.</p>,
      }}
    >
      {({records}) => (
        <>
          <ul className="changes">
            {records.unmatchedTitles.map((title) => (
              <li key={title}>{title}</li>
            ))}
          </ul>
          {records.unmatched > records.unmatchedTitles.length && (
            <p className="note">{`Showing ${records.unmatchedTitles.length} of ${count(records.unmatched)}`}</p>
          )}
        </>
      )}
    </Panel>
  )
}
