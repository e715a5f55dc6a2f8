import type {RuleResult} from '../api/types'
import {Mark} from '../parts/Mark'

type Result = RuleResult['result']

/** The five results, in the order to look at them. */
export const results: readonly Result[] = [
  'fail',
  'waived',
  'not-evaluated',
  'pass',
  'not-applicable',
]

export const resultWords: Record<Result, string> = {
  fail: 'Fail',
  waived: 'Waived',
  'not-evaluated': 'Not evaluated',
  pass: 'Pass',
  'not-applicable': 'Not applicable',
}

const marks = {
  fail: {shape: 'octagon', tone: 'breached'},
  waived: {shape: 'triangleOutline', tone: 'at-risk'},
  'not-evaluated': {shape: 'diamond', tone: 'not-judged'},
  pass: {shape: 'check', tone: 'met'},
  'not-applicable': {shape: 'dash', tone: 'none'},
} as const

/** The result of a policy rule. */
export function RuleMark({result, word}: {result: Result; word?: string}) {
  return <Mark {...marks[result]}>{word ?? resultWords[result]}</Mark>
}
