import type {Incident} from '../api/types'

export type Severity = Incident['severity']

/** Severities, worst first. */
export const severities = ['critical', 'major', 'minor', 'none', 'maintenance'] as const

/** One day of the strip. */
export interface Day {
  /** Its first instant, UTC, in milliseconds. */
  start: number
  incidents: Incident[]
  /** The worst severity of the day; absent on a day without an incident. */
  worst?: string
  /** Whether records reach back to the day: else nothing is known about it. */
  covered: boolean
}

const dayLength = 86_400_000

/**
 * Puts incidents on the days up to the end, the last of which has it. An
 * incident counts on every day it touches; an open one up to the end. One that
 * ends before it starts counts on the day of its start.
 */
export function strip(
  incidents: readonly Incident[],
  from: string | undefined,
  to: string,
  days = 90,
): Day[] {
  const end = Date.parse(to)
  const last = Math.floor(end / dayLength) * dayLength
  const first = last - (days - 1) * dayLength
  const known = from === undefined ? Number.POSITIVE_INFINITY : Date.parse(from)
  return Array.from({length: days}, (_, i) => {
    const start = first + i * dayLength
    const touching = incidents.filter((incident) => {
      const started = Date.parse(incident.started)
      const resolved = incident.resolved === undefined ? end : Date.parse(incident.resolved)
      return started < start + dayLength && Math.max(started, resolved) >= start
    })
    const worst = severities.find((severity) =>
      touching.some((incident) => incident.severity === severity),
    )
    return {start, incidents: touching, covered: start + dayLength > known, ...(worst && {worst})}
  })
}
