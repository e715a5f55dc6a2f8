import type {Parameter} from '../api/types'
import {minutes, number, probability, share} from '../format'
import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {FilterSelect} from '../parts/FilterSelect'
import {FilterText} from '../parts/FilterText'
import {NoMatch} from '../parts/NoMatch'
import {Panel} from '../parts/Panel'
import {CSVLink} from '../reports/CSVLink'
import {useParam} from '../selection/useParam'
import {useParameters} from './useParameters'

/** “90 % low–high”, where both ends are known. */
function between(low: number | undefined, high: number | undefined, show: (x: number) => string) {
  if (low === undefined || high === undefined) return null
  return <span className="note">{`90 % ${show(low)}–${show(high)}`}</span>
}

const hours = (h: number) => minutes(h * 60)

const columns: readonly Column<Parameter>[] = [
  {key: 'what', title: 'Parameter', rowHeader: true, cell: (p) => p.label, sortBy: (p) => p.label},
  {key: 'provenance', title: 'Provenance', cell: (p) => p.provenance, sortBy: (p) => p.provenance},
  {
    key: 'rate',
    title: 'Failures /yr',
    number: true,
    cell: (p) => (
      <>
        {number(p.ratePerYear)}
        {between(p.rateLow, p.rateHigh, number)}
      </>
    ),
    sortBy: (p) => p.ratePerYear,
  },
  {
    key: 'restore',
    title: 'Mean time to restore',
    number: true,
    cell: (p) => (
      <>
        {p.restoreHours === undefined ? '—' : hours(p.restoreHours)}
        {between(p.restoreLow, p.restoreHigh, hours)}
      </>
    ),
    sortBy: (p) => p.restoreHours,
  },
  {
    key: 'probability',
    title: 'Probability',
    number: true,
    cell: (p) => probability(p.probability),
    sortBy: (p) => p.probability,
  },
  {
    key: 'events',
    title: 'Failures seen',
    number: true,
    cell: (p) => (
      <>
        {p.events}
        {p.exposureYears > 0 && (
          <span className="note">{`in ${number(p.exposureYears)} years`}</span>
        )}
      </>
    ),
    sortBy: (p) => p.events,
  },
  {
    key: 'prior',
    title: 'Weight of the prior',
    number: true,
    cell: (p) => share(p.priorWeight),
    sortBy: (p) => p.priorWeight,
  },
  {key: 'source', title: 'Source', cell: (p) => p.source, sortBy: (p) => p.source},
]

/** Every number that went into the model, with where it came from. */
export function ParametersPanel() {
  const query = useParameters()
  const [find] = useParam('find')
  const [provenance] = useParam('provenance')
  return (
    <Panel
      title={(all) => `${all.length} parameters`}
      subtitle="What each rests on: records, records of similar components, a prior, or an expert"
      noun="parameters"
      query={query}
      empty={{
        when: (all) => all.length === 0,
        say: <p>No component of the model has failure data.</p>,
      }}
      actions={
        <span className="filters">
          <FilterText label="Find" />
          <FilterSelect
            label="Provenance"
            name="provenance"
            options={['observed', 'pooled', 'prior', 'expert']}
          />
        </span>
      }
    >
      {(all) => {
        const rows = all.filter(
          (p) =>
            (provenance === '' || p.provenance === provenance) &&
            `${p.label} ${p.id} ${p.source}`.toLowerCase().includes(find.toLowerCase()),
        )
        if (rows.length === 0) return <NoMatch noun="parameter" filters={['find', 'provenance']} />
        return (
          <DataTable
            caption="Parameters"
            columns={columns}
            rows={rows}
            rowKey={(p) => p.id}
            foot={<CSVLink table="parameters" />}
          />
        )
      }}
    </Panel>
  )
}
