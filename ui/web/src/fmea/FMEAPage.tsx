import type {FMEARow} from '../api/types'
import {DataTable} from '../parts/DataTable'
import {FilterSelect} from '../parts/FilterSelect'
import {FilterText} from '../parts/FilterText'
import {NoMatch} from '../parts/NoMatch'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {CSVLink} from '../reports/CSVLink'
import {useParam} from '../selection/useParam'
import {columns} from './columns'
import {useFMEA} from './useFMEA'

const filters = ['find', 'ap', 'detection'] as const

function useMatches(): (row: FMEARow) => boolean {
  const [find] = useParam('find')
  const [priority] = useParam('ap')
  const [detection] = useParam('detection')
  return (row) =>
    (priority === '' || row.actionPriority === priority) &&
    row.detection >= Number(detection) &&
    `${row.item} ${row.mode} ${row.cause} ${row.journeyEffect}`
      .toLowerCase()
      .includes(find.toLowerCase())
}

/** Failure modes with their ranks, drafted from the model and the records. */
export default function FMEAPage() {
  const query = useFMEA()
  const matches = useMatches()
  return (
    <Page
      title="Failure mode and effects analysis"
      intro="A draft from the model and the records. S, O and D are ranks from 1 to 10; the action priority (AP) is looked up from them, RPN is their product."
    >
      <div className="filters">
        <FilterText label="Find" />
        <FilterSelect
          label="Action priority"
          name="ap"
          options={[
            ['H', 'H High'],
            ['M', 'M Medium'],
            ['L', 'L Low'],
          ]}
        />
        <FilterSelect label="Detection" name="detection" options={[['7', '7 or worse']]} />
      </div>
      <Panel
        title={(rows) => title(rows)}
        noun="FMEA rows"
        query={query}
        empty={{
          when: (rows) => rows.length === 0,
          say: <p>No failure mode: no component of the model has failure data.</p>,
        }}
      >
        {(rows) => {
          const shown = rows.filter(matches)
          if (shown.length === 0) return <NoMatch noun="failure mode" filters={filters} />
          return (
            <DataTable
              caption="Failure modes"
              columns={columns}
              rows={shown}
              rowKey={(row) => row.id}
              order="highest RPN first"
              foot={<CSVLink table="fmea" />}
            />
          )
        }}
      </Panel>
    </Page>
  )
}

function title(rows: readonly FMEARow[]): string {
  const high = rows.filter((row) => row.actionPriority === 'H').length
  return `${high} of ${rows.length} failure modes are of high priority`
}
