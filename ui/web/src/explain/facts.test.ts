import {expect, test} from 'vitest'
import {estimate, unknown} from '../test/estimate'
import {factsOf} from './facts'

test('what is not known is left out, and a missing value says why', () => {
  expect(factsOf(unknown('no data for 6 h', {assessmentId: undefined}), undefined)).toEqual([
    ['Value', 'none: no data for 6 h'],
    ['Verdict', 'Not judged: no data for 6 h'],
  ])
})

test('zero records are a fact, and a seed of zero too', () => {
  const facts = Object.fromEntries(
    factsOf(estimate('0', 0, {n: 0, seed: 0, confidence: 'D'}), undefined),
  )
  expect(facts).toMatchObject({'Records (n)': '0', Seed: '0', Confidence: 'D, low confidence'})
})
