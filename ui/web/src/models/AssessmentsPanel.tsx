import {Link} from 'react-router'
import type {AssessmentSummary} from '../api/types'
import {dateTime} from '../format'
import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {Panel} from '../parts/Panel'
import {useSelection} from '../selection/useSelection'
import {useAssessments} from './useAssessments'

function columnsFor(shown: string | undefined): readonly Column<AssessmentSummary>[] {
  return [
    {
      key: 'headline',
      title: 'Assessment',
      rowHeader: true,
      cell: (a) => (
        <>
          <Link to={`/overview?${new URLSearchParams({model: a.model, assessment: a.id})}`}>
            {a.headline}
          </Link>
          {a.id === shown && <span className="note block">shown now</span>}
        </>
      ),
    },
    {key: 'of', title: 'Model', cell: (a) => `${a.model} v${a.version}`, sortBy: (a) => a.model},
    {
      key: 'cutoff',
      title: 'Data to',
      cell: (a) => dateTime(a.dataCutoff),
      sortBy: (a) => a.dataCutoff,
    },
    {key: 'created', title: 'Made', cell: (a) => dateTime(a.createdAt), sortBy: (a) => a.createdAt},
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
