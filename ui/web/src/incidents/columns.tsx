import type {Incident} from '../api/types'
import {dateTime, minutes} from '../format'
import type {Column} from '../parts/columns'
import {SeverityMark} from './SeverityMark'
import {severities} from './strip'

/** The words for the qualities of an incident's times. */
export const qualityWords: Record<string, string> = {
  good: 'good',
  open: 'open: not over yet',
  negative: 'not counted: ends before it starts',
  implausible: 'not counted: longer than a year',
}

/** Minutes from start to resolution; undefined while it is open or makes no sense. */
function lasted({started, resolved}: Incident): number | undefined {
  if (resolved === undefined) return undefined
  const min = (Date.parse(resolved) - Date.parse(started)) / 60_000
  return min < 0 ? undefined : min
}

export const columns: readonly Column<Incident>[] = [
  {
    key: 'title',
    title: 'Incident',
    rowHeader: true,
    cell: (i) => (i.url && /^https?:/.test(i.url) ? <a href={i.url}>{i.title}</a> : i.title),
    sortBy: (i) => i.title,
  },
  {
    key: 'severity',
    title: 'Severity',
    cell: (i) => <SeverityMark severity={i.severity} />,
    sortBy: (i) => (severities as readonly string[]).indexOf(i.severity),
  },
  {
    key: 'started',
    title: 'Started',
    cell: (i) => <span className="nowrap">{dateTime(i.started)}</span>,
    sortBy: (i) => i.started,
  },
  {
    key: 'lasted',
    title: 'Lasted',
    number: true,
    cell: (i) => (i.quality === 'open' ? 'open' : minutes(lasted(i))),
    sortBy: lasted,
  },
  {
    key: 'components',
    title: 'Components, as recorded',
    cell: (i) => i.components?.join(', ') || '—',
    sortBy: (i) => i.components?.join(', '),
  },
  {key: 'cause', title: 'Cause', cell: (i) => i.cause || '—', sortBy: (i) => i.cause},
  {
    key: 'quality',
    title: 'Times',
    cell: (i) => qualityWords[i.quality] ?? i.quality,
    sortBy: (i) => i.quality,
  },
  {
    key: 'source',
    title: 'Source',
    cell: (i) => <span className="note">{i.source}</span>,
    sortBy: (i) => i.source,
  },
]
