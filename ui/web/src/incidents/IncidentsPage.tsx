import type {Incident} from '../api/types'
import {ChartPanels} from '../charts/ChartPanels'
import {useOverview} from '../overview/useOverview'
import {DataTable} from '../parts/DataTable'
import {FilterSelect} from '../parts/FilterSelect'
import {FilterText} from '../parts/FilterText'
import {NoMatch} from '../parts/NoMatch'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {CSVLink} from '../reports/CSVLink'
import {useParam} from '../selection/useParam'
import {columns, qualityWords} from './columns'
import {DayStrip} from './DayStrip'
import {RecordFigures} from './RecordFigures'
import {RecurrenceNote} from './RecurrenceNote'
import {severities, strip} from './strip'
import {UnmatchedPanel} from './UnmatchedPanel'
import {useIncidents} from './useIncidents'

const filters = ['find', 'severity', 'quality'] as const

function useMatches(): (incident: Incident) => boolean {
  const [find] = useParam('find')
  const [severity] = useParam('severity')
  const [quality] = useParam('quality')
  return (incident) =>
    (severity === '' || incident.severity === severity) &&
    (quality === '' || incident.quality === quality) &&
    `${incident.title} ${incident.cause ?? ''} ${incident.components?.join(' ') ?? ''}`
      .toLowerCase()
      .includes(find.toLowerCase())
}

/** How many incidents enter no estimate, for their times make no sense. */
function unusable(incidents: readonly Incident[]): string | undefined {
  const n = incidents.filter(
    ({quality}) => quality === 'negative' || quality === 'implausible',
  ).length
  return n > 0
    ? `${n} of ${incidents.length} could not be counted: see the column “Times”.`
    : undefined
}

/** What people recorded about failures, and what follows from it. */
export default function IncidentsPage() {
  const query = useIncidents()
  const overview = useOverview()
  const matches = useMatches()
  const records = overview.data?.records
  const noIncidents = {
    when: (incidents: Incident[]) => incidents.length === 0,
    say: (
      <p>
        No incidents yet. Import a CSV or JSON file: <code>ninefold import incidents FILE</code>
      </p>
    ),
  }
  return (
    <Page
      title="Incidents"
      intro="Incidents as they were recorded. Those whose times make no sense are kept and listed, but not counted."
    >
      {records && <RecordFigures records={records} />}
      {records?.recurrence && <RecurrenceNote recurrence={records.recurrence} />}
      <ChartPanels subject="records" />
      <Panel
        title="Last 90 days"
        subtitle="One bar per day; height and colour by the worst severity. A flat line is a day without a record of an incident."
        noun="incidents"
        query={query}
        empty={noIncidents}
      >
        {(incidents) => (
          <DayStrip
            days={strip(
              incidents,
              records?.from ?? incidents.at(-1)?.started,
              overview.data?.dataCutoff ?? incidents[0]?.started ?? '',
            )}
          />
        )}
      </Panel>
      <Panel
        title={(incidents) => `${incidents.length} incidents`}
        noun="incidents"
        query={query}
        empty={noIncidents}
        partial={unusable}
        actions={
          <span className="filters">
            <FilterText label="Find" />
            <FilterSelect label="Severity" name="severity" options={severities} />
            <FilterSelect label="Times" name="quality" options={Object.entries(qualityWords)} />
          </span>
        }
      >
        {(incidents) => {
          const rows = incidents.filter(matches)
          if (rows.length === 0) return <NoMatch noun="incident" filters={filters} />
          return (
            <DataTable
              caption="Incidents"
              columns={columns}
              rows={rows}
              rowKey={(incident) => incident.id}
              order="newest first"
              foot={<CSVLink table="incidents" />}
            />
          )
        }}
      </Panel>
      <UnmatchedPanel query={overview} />
    </Page>
  )
}
