import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {PageLink} from '../selection/PageLink'
import {describeCall} from '../topology/CallList'
import type {Dependency} from '../topology/useTopology'

interface Call {
  other: string
  direction: string
  how: string
}

const columns: readonly Column<Call>[] = [
  {
    key: 'other',
    title: 'Service',
    rowHeader: true,
    cell: (c) => <PageLink to={`/services/${encodeURIComponent(c.other)}`}>{c.other}</PageLink>,
    sortBy: (c) => c.other,
  },
  {key: 'direction', title: 'Direction', cell: (c) => c.direction, sortBy: (c) => c.direction},
  {key: 'how', title: 'How', cell: (c) => c.how, sortBy: (c) => c.how},
]

/** The calls of one service. */
export function CallTable({callers, callees}: {callers: Dependency[]; callees: Dependency[]}) {
  const rows = [
    ...callees.map((d) => ({other: d.to, direction: 'calls', how: describeCall(d)})),
    ...callers.map((d) => ({other: d.from, direction: 'is called by', how: describeCall(d)})),
  ]
  return (
    <DataTable
      caption="Calls"
      columns={columns}
      rows={rows}
      rowKey={(c) => `${c.direction} ${c.other}`}
    />
  )
}
