import type {FirstScreen} from '../api/types'
import {Panel, type PanelQuery} from '../parts/Panel'

/** What changed since the last assessment of the model. */
export function ChangesPanel({query}: {query: PanelQuery<FirstScreen>}) {
  return (
    <Panel
      title="What changed since the last assessment"
      noun="changes"
      query={query}
      empty={{
        when: ({overview}) => overview.changes.length === 0,
        say: <p>Nothing to compare with yet, or nothing changed.</p>,
      }}
    >
      {({overview}) => (
        <ul className="changes">
          {overview.changes.slice(0, 5).map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
