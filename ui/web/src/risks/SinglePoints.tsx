import type {SinglePoint} from '../api/types'
import {date} from '../format'
import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {Panel} from '../parts/Panel'
import {CSVLink} from '../reports/CSVLink'
import {useRisks} from './useRisks'

const columns: readonly Column<SinglePoint>[] = [
  {
    key: 'item',
    title: 'Single point of failure',
    rowHeader: true,
    cell: (p) => (
      <>
        {p.title} {p.new && <strong>(new)</strong>}
      </>
    ),
    sortBy: (p) => p.title,
  },
  {key: 'journeys', title: 'Journeys it stops', cell: (p) => p.journeys.join(', ')},
  {
    key: 'minutes',
    title: 'Expected downtime',
    number: true,
    cell: (p) => p.display,
    sortBy: (p) => p.minutesPerYear,
  },
  {key: 'owner', title: 'Owner', cell: (p) => p.owner, sortBy: (p) => p.owner},
  {
    key: 'accepted',
    title: 'Accepted',
    cell: (p) => (p.accepted ? `until ${date(p.acceptedUntil)}` : 'no'),
    sortBy: (p) => p.acceptedUntil,
  },
]

/** Basic events that alone take a critical journey down. */
export function SinglePoints() {
  const query = useRisks()
  return (
    <Panel
      title={({singlePoints}) => title(singlePoints)}
      subtitle="Each of these alone takes a critical journey down"
      noun="single points of failure"
      query={query}
      empty={{
        when: ({singlePoints}) => singlePoints.length === 0,
        say: <p>No single failure takes a critical journey down.</p>,
      }}
    >
      {({singlePoints}) => (
        <DataTable
          caption="Single points of failure"
          columns={columns}
          rows={singlePoints}
          rowKey={(p) => p.event}
          order="largest first"
          foot={<CSVLink table="single-points" />}
        />
      )}
    </Panel>
  )
}

function title(points: readonly SinglePoint[]): string {
  const accepted = points.filter((p) => p.accepted).length
  const fresh = points.filter((p) => p.new).length
  const parts = [`${points.length} single points of failure`]
  if (fresh > 0) parts.push(`${fresh} new`)
  if (accepted > 0) parts.push(`${accepted} accepted`)
  return parts.join(', ')
}
