import type {SLO, Status} from '../api/types'
import {availability, count} from '../format'
import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {EstimateValue} from '../parts/EstimateValue'
import {FilterSelect} from '../parts/FilterSelect'
import {FilterText} from '../parts/FilterText'
import {NoMatch} from '../parts/NoMatch'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {StatusMark} from '../parts/StatusMark'
import {statusWords} from '../parts/status'
import {CSVLink} from '../reports/CSVLink'
import {useParam} from '../selection/useParam'
import {useSLOs} from './useSLOs'

const worstFirst: readonly Status[] = ['breached', 'at-risk', 'not-judged', 'met']

const columns: readonly Column<SLO>[] = [
  {
    key: 'status',
    title: 'Status',
    cell: ({attained}) => attained.status && <StatusMark status={attained.status} />,
    sortBy: ({attained}) => (attained.status ? worstFirst.indexOf(attained.status) : undefined),
  },
  {key: 'slo', title: 'SLO', rowHeader: true, cell: (slo) => slo.title, sortBy: (slo) => slo.title},
  {key: 'of', title: 'Of', cell: (slo) => slo.subject, sortBy: (slo) => slo.subject},
  {
    key: 'target',
    title: 'Target',
    number: true,
    cell: (slo) => availability(slo.objective),
    sortBy: (slo) => slo.objective,
  },
  {
    key: 'attained',
    title: 'Attained',
    number: true,
    cell: (slo) => <EstimateValue title={`${slo.title}, attained`} estimate={slo.attained} />,
    sortBy: (slo) => slo.attained.value,
  },
  {
    key: 'budget',
    title: 'Budget left',
    number: true,
    cell: (slo) => (
      <EstimateValue title={`${slo.title}, budget left`} estimate={slo.budgetMinutes} />
    ),
    sortBy: (slo) => slo.budgetMinutes.value,
  },
  {
    key: 'window',
    title: 'Window',
    number: true,
    cell: (slo) => `${count(slo.windowDays)} d`,
    sortBy: (slo) => slo.windowDays,
  },
  {
    key: 'confidence',
    title: 'Confidence',
    cell: ({attained}) => attained.confidence,
    sortBy: ({attained}) => attained.confidence,
  },
  {
    key: 'owner',
    title: 'Owner',
    cell: (slo) => slo.owner ?? 'no owner',
    sortBy: (slo) => slo.owner,
  },
]

/** Objectives with what was attained, failures first. */
export default function SLOsPage() {
  const query = useSLOs()
  const [status] = useParam('status')
  const [find] = useParam('find')
  const matches = (slo: SLO) =>
    (status === '' || slo.attained.status === status) &&
    `${slo.title} ${slo.subject} ${slo.owner ?? ''}`.toLowerCase().includes(find.toLowerCase())
  return (
    <Page
      title="SLOs"
      intro="Objectives for measured availability. Missing data is not judged: it is neither met nor breached."
    >
      <div className="filters">
        <FilterText label="Find" />
        <FilterSelect
          label="Status"
          name="status"
          options={worstFirst.map((value) => [value, statusWords[value]] as const)}
        />
      </div>
      <Panel
        title={(slos) => <Counts slos={slos} />}
        noun="SLOs"
        query={query}
        empty={{
          when: (slos) => slos.length === 0,
          say: <p>No SLO is defined. Add one under “slos” in the model file.</p>,
        }}
      >
        {(slos) => {
          const rows = slos.filter(matches)
          if (rows.length === 0) return <NoMatch noun="SLO" filters={['find', 'status']} />
          return (
            <DataTable
              caption="Service level objectives"
              columns={columns}
              rows={rows}
              rowKey={(slo) => slo.id}
              order="failures first"
              foot={<CSVLink table="slos" />}
            />
          )
        }}
      </Panel>
    </Page>
  )
}

function Counts({slos}: {slos: readonly SLO[]}) {
  return (
    <span className="counts">
      {slos.length} SLOs
      {worstFirst.map((status) => {
        const n = slos.filter(({attained}) => attained.status === status).length
        if (n === 0) return null
        return (
          <StatusMark
            key={status}
            status={status}
            word={`${n} ${statusWords[status].toLowerCase()}`}
          />
        )
      })}
    </span>
  )
}
