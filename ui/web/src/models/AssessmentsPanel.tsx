import {Link} from 'react-router'
import type {AssessmentHeader} from '../api/types'
import {dateTime} from '../format'
import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {Panel} from '../parts/Panel'
import {useSelection} from '../selection/useSelection'
import {useAssessments} from './useAssessments'

function columnsFor(shown: string | undefined): readonly Column<AssessmentHeader>[] {
  return [
    {
      key: 'made',
      title: 'Made',
      rowHeader: true,
      cell: (a) => (
        <>
          <Link to={`/overview?${new URLSearchParams({model: a.model.name, assessment: a.id})}`}>
            {dateTime(a.createdAt)}
          </Link>
          {a.id === shown && <span className="note block">shown now</span>}
        </>
      ),
      sortBy: (a) => a.createdAt,
    },
    {
      key: 'of',
      title: 'Model',
      cell: (a) => `${a.model.title || a.model.name} v${a.model.version}`,
      sortBy: (a) => a.model.name,
    },
    {
      key: 'cutoff',
      title: 'Data to',
      cell: (a) => dateTime(a.dataCutoff),
      sortBy: (a) => a.dataCutoff,
    },
    {
      key: 'engine',
      title: 'Engine',
      cell: (a) => a.engineVersion,
      sortBy: (a) => a.engineVersion,
    },
    {
      key: 'digest',
      title: 'Inputs digest',
      cell: (a) => <code title={a.inputsDigest}>{a.inputsDigest.slice(0, 12)}</code>,
    },
  ]
}

/** The assessments of the chosen model, newest first. */
export function AssessmentsPanel({shown}: {shown: string | undefined}) {
  const {model} = useSelection()
  return (
    <Panel
      title="Assessments"
      subtitle="Each is one model version and the records up to one moment"
      noun="assessments"
      query={useAssessments(model)}
      empty={{
        when: (all) => all.length === 0,
        say: (
          <p>
            No assessment yet. Run <code>ninefold analyze</code>.
          </p>
        ),
      }}
    >
      {(all) => (
        <DataTable
          caption="Assessments"
          name="assessment-"
          columns={columnsFor(shown)}
          rows={all}
          rowKey={(a) => a.id}
          order="newest first"
        />
      )}
    </Panel>
  )
}
