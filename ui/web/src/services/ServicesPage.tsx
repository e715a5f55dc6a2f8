import type {Service} from '../api/types'
import {minutes, perYear} from '../format'
import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {EstimateValue} from '../parts/EstimateValue'
import {FilterText} from '../parts/FilterText'
import {NoMatch} from '../parts/NoMatch'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {CSVLink} from '../reports/CSVLink'
import {PageLink} from '../selection/PageLink'
import {useParam} from '../selection/useParam'
import {useServices} from './useServices'

const columns: readonly Column<Service>[] = [
  {
    key: 'service',
    title: 'Service',
    rowHeader: true,
    cell: (s) => <PageLink to={`/services/${encodeURIComponent(s.id)}`}>{s.title}</PageLink>,
    sortBy: (s) => s.title,
  },
  {key: 'kind', title: 'Kind', cell: (s) => s.kind, sortBy: (s) => s.kind},
  {key: 'tier', title: 'Tier', number: true, cell: (s) => s.tier ?? '—', sortBy: (s) => s.tier},
  {key: 'owner', title: 'Owner', cell: (s) => s.owner ?? 'no owner', sortBy: (s) => s.owner},
  {
    key: 'outages',
    title: 'Outages',
    number: true,
    cell: (s) => (s.open > 0 ? `${s.outages} (${s.open} open)` : s.outages),
    sortBy: (s) => s.outages,
  },
  {
    key: 'down',
    title: 'Downtime recorded',
    number: true,
    cell: (s) => minutes(s.downtimeMinutes),
    sortBy: (s) => s.downtimeMinutes,
  },
  {
    key: 'mttr',
    title: 'MTTR',
    number: true,
    cell: (s) => <EstimateValue title={`${s.title}, MTTR`} estimate={s.mttr} />,
    sortBy: (s) => s.mttr.value,
  },
  {
    key: 'mtbf',
    title: 'MTBF',
    number: true,
    cell: (s) => <EstimateValue title={`${s.title}, MTBF`} estimate={s.mtbf} />,
    sortBy: (s) => s.mtbf.value,
  },
  {
    key: 'availability',
    title: 'Availability',
    number: true,
    cell: (s) => <EstimateValue title={`${s.title}, availability`} estimate={s.availability} />,
    sortBy: (s) => s.availability.value,
  },
  {
    key: 'minutes',
    title: 'Expected min/yr',
    number: true,
    cell: (s) => perYear(s.minutesPerYear),
    sortBy: (s) => s.minutesPerYear,
  },
]

/** Services with what the records say about each. */
export default function ServicesPage() {
  const query = useServices()
  const [find] = useParam('find')
  return (
    <Page
      title="Services"
      intro="What the records say about each service, and the downtime expected from the cut sets it is in."
    >
      <div className="filters">
        <FilterText label="Find" />
      </div>
      <Panel
        title={(services) => `${services.length} services`}
        noun="services"
        query={query}
        empty={{when: (services) => services.length === 0, say: <p>The model has no service.</p>}}
      >
        {(services) => {
          const rows = services.filter((s) =>
            `${s.title} ${s.id} ${s.kind} ${s.owner ?? ''}`
              .toLowerCase()
              .includes(find.toLowerCase()),
          )
          if (rows.length === 0) return <NoMatch noun="service" filters={['find']} />
          return (
            <DataTable
              caption="Services"
              columns={columns}
              rows={rows}
              rowKey={(s) => s.id}
              order="worst first"
              foot={<CSVLink table="services" />}
            />
          )
        }}
      </Panel>
    </Page>
  )
}
