import {expect, test} from 'vitest'
import {incidents} from '../test/lists'
import {strip} from './strip'

const [timeouts, printer, negative] = incidents
const to = '2026-11-21T16:40:00Z'
const day = (iso: string) => Date.parse(iso)

test('the strip ends on the day of the cut-off and has ninety days', () => {
  const days = strip([], '2024-01-01T00:00:00Z', to)
  expect(days).toHaveLength(90)
  expect(days.at(-1)?.start).toBe(day('2026-11-21'))
  expect(days[0]?.start).toBe(day('2026-08-24'))
  expect(days.every(({covered, worst}) => covered && worst === undefined)).toBe(true)
})

test('an incident marks each day it touches, an open one all days since', () => {
  if (!timeouts || !printer) throw new Error('no incidents')
  const days = strip([timeouts, printer], '2024-01-01T00:00:00Z', to)
  const marked = days.filter(({worst}) => worst !== undefined)
  expect(marked).toHaveLength(51) // 2 Oct to 21 Nov
  expect(marked.filter(({worst}) => worst === 'critical').map(({start}) => start)).toEqual([
    day('2026-11-12'),
  ])
})

test('an incident that ends before it starts counts on the day of its start', () => {
  if (!negative) throw new Error('no incident')
  const marked = strip([negative], '2024-01-01T00:00:00Z', to).filter(({worst}) => worst)
  expect(marked.map(({start}) => start)).toEqual([day('2026-09-20')])
})

test('days before the first record are not known, and not quiet', () => {
  const days = strip([], '2026-11-20T12:00:00Z', to)
  expect(days.filter(({covered}) => covered).map(({start}) => start)).toEqual([
    day('2026-11-20'),
    day('2026-11-21'),
  ])
  expect(strip([], undefined, to).some(({covered}) => covered)).toBe(false)
})
