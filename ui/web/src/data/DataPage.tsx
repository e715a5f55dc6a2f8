import {useOverview} from '../overview/useOverview'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {ParametersPanel} from './ParametersPanel'
import {QualityPanel} from './QualityPanel'
import {SourcesPanel} from './SourcesPanel'

/** How far the figures can be trusted: records, sources, parameters, warnings. */
export default function DataPage() {
  const overview = useOverview()
  return (
    <Page
      title="Data"
      intro="Where every number that went into the model came from, and what could not be used."
    >
      <div className="columns">
        <QualityPanel query={overview} />
        <Panel
          title="Warnings"
          noun="warnings"
          query={overview}
          empty={{
            when: ({warnings}) => warnings.length === 0,
            say: <p>The assessment has no warning.</p>,
          }}
        >
          {({warnings}) => (
            <ul className="changes">
              {warnings.map((warning) => (
                <li key={warning}>{warning}</li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
      <SourcesPanel />
      <ParametersPanel />
    </Page>
  )
}
