import type {Assessment, Estimate} from '../api/types'
import {age, count, date, dateTime, share} from '../format'
import {statusWords} from '../parts/status'

/** What is known about an estimate, as terms and texts; what is unknown is left out. */
export function factsOf(e: Estimate, assessment: Assessment | undefined): [string, string][] {
  const facts: [string, string | undefined][] = [
    ['Value', e.value === undefined ? `none: ${e.reason ?? 'no reason given'}` : e.display],
    ['Formula', e.formula],
    ['Interval', interval(e)],
    ['Method', e.method],
    ['Verdict', e.status && [statusWords[e.status], e.reason].filter(Boolean).join(': ')],
    ['Confidence', e.confidence && (e.confidence === 'D' ? 'D, low confidence' : e.confidence)],
    ['Window', window(e)],
    ['Records (n)', e.n === undefined ? undefined : count(e.n)],
    ['Inputs from', e.basis],
    ['Data age', e.dataAgeSeconds === undefined ? undefined : age(e.dataAgeSeconds)],
    ['Samples', e.samples === undefined ? undefined : count(e.samples)],
    ['Seed', e.seed === undefined ? undefined : String(e.seed)],
    [
      'Model',
      assessment &&
        `${assessment.model.title} (${assessment.model.name}), version ${assessment.model.version}`,
    ],
    ['Engine', assessment?.engineVersion],
    ['Data cut-off', assessment && dateTime(assessment.dataCutoff)],
    ['Assessment', e.assessmentId],
  ]
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]))
}

function interval(e: Estimate): string | undefined {
  if (!e.interval) return undefined
  return e.level ? `${e.interval} (level ${share(e.level)})` : e.interval
}

function window(e: Estimate): string | undefined {
  if (!e.from || !e.to) return undefined
  return `${date(e.from)} to ${date(e.to)} (UTC)`
}
