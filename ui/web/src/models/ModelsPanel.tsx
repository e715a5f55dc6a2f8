import {Link} from 'react-router'
import type {ModelHeader} from '../api/types'
import {dateTime} from '../format'
import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {Panel} from '../parts/Panel'
import {useModels} from './useAssessments'

/** The latest version of each model is its first: only that has views of its own. */
function isLatest(m: ModelHeader, models: readonly ModelHeader[]): boolean {
  return models.find(({name}) => name === m.name) === m
}

function columnsFor(models: readonly ModelHeader[]): readonly Column<ModelHeader>[] {
  return [
    {
      key: 'model',
      title: 'Model',
      rowHeader: true,
      cell: (m) => (
        <>
          <Link to={`/overview?model=${encodeURIComponent(m.name)}`}>{m.title || m.name}</Link>
          {m.example && <span className="note block">invented example</span>}
        </>
      ),
      sortBy: (m) => m.title || m.name,
    },
    {key: 'name', title: 'Name', cell: (m) => <code>{m.name}</code>, sortBy: (m) => m.name},
    {
      key: 'version',
      title: 'Version',
      number: true,
      cell: (m) => m.version,
      sortBy: (m) => m.version,
    },
    {key: 'saved', title: 'Saved', cell: (m) => dateTime(m.createdAt), sortBy: (m) => m.createdAt},
    {
      key: 'digest',
      title: 'Digest',
      cell: (m) => <code title={m.digest}>{m.digest.slice(0, 12)}</code>,
    },
    {
      key: 'views',
      title: 'Views',
      cell: (m) =>
        isLatest(m, models) && (
          <span className="links">
            <Link to={`/models/${encodeURIComponent(m.name)}/tree`}>Fault tree</Link>
            <Link to={`/models/${encodeURIComponent(m.name)}/fmea`}>FMEA</Link>
            <Link to={`/services?model=${encodeURIComponent(m.name)}`}>Services</Link>
          </span>
        ),
    },
  ]
}

function title(models: readonly ModelHeader[]): string {
  if (models.length === 0) return 'Models'
  const names = new Set(models.map(({name}) => name)).size
  const versions = models.length
  return `${names} ${names === 1 ? 'model' : 'models'}, ${versions} ${versions === 1 ? 'version' : 'versions'}`
}

/** All versions of the models; the views show the latest assessment of each. */
export function ModelsPanel() {
  return (
    <Panel
      title={title}
      noun="models"
      query={useModels()}
      empty={{
        when: (models) => models.length === 0,
        say: (
          <p>
            No model yet. Draft one from your cluster’s files:{' '}
            <code>ninefold discover --dir DIR</code>
          </p>
        ),
      }}
    >
      {(models) => (
        <DataTable
          caption="Models"
          name="model-"
          columns={columnsFor(models)}
          rows={models}
          rowKey={(m) => `${m.name} ${m.version}`}
        />
      )}
    </Panel>
  )
}
