import {fireEvent, screen, within} from '@testing-library/react'
import {expect, test} from 'vitest'
import {show} from '../test/show'

async function titles(): Promise<(string | null)[]> {
  const table = await screen.findByRole('table', {name: 'Incidents'})
  return within(table)
    .getAllByRole('rowheader')
    .map((cell) => cell.textContent)
}

test('lists every incident, says which cannot be counted, and gives the table as CSV', async () => {
  show('/incidents')
  expect(await titles()).toEqual([
    'Fraud score timeouts',
    'Card printer out of paper',
    'Ledger switch-over',
  ])
  expect(screen.getByText(/1 of 3 could not be counted/)).toBeDefined()
  const csv = await screen.findByRole('link', {name: 'CSV of all rows'})
  expect(csv.getAttribute('href')).toBe('/api/v1/reports/tables/incidents.csv?bom=true')
})

test('filters live in the address, both ways', async () => {
  const {router} = show('/incidents?severity=critical')
  expect(await titles()).toEqual(['Fraud score timeouts'])
  fireEvent.change(screen.getByLabelText('Severity'), {target: {value: ''}})
  fireEvent.change(screen.getByLabelText('Times'), {target: {value: 'negative'}})
  expect(await titles()).toEqual(['Ledger switch-over'])
  expect(router.state.location.search).toBe('?quality=negative')
})

test('a filter that leaves nothing says so, and is taken back by a button', async () => {
  const {router} = show('/incidents?find=earthquake')
  fireEvent.click(await screen.findByRole('button', {name: 'Clear filters'}))
  expect(await titles()).toHaveLength(3)
  expect(router.state.location.search).toBe('')
})

test('sorts by a column, in the address', async () => {
  const {router} = show('/incidents')
  await titles()
  fireEvent.click(screen.getByRole('button', {name: 'Incident'}))
  expect((await titles())[0]).toBe('Card printer out of paper')
  expect(router.state.location.search).toBe('?sort=title')
  expect(screen.getByRole('columnheader', {name: /Incident/}).getAttribute('aria-sort')).toBe(
    'ascending',
  )
})

test('reads a long list to its end', async () => {
  const row = (id: number) => ({
    id: `i-${id}`,
    source: 's',
    externalId: `${id}`,
    title: `Incident ${id}`,
    severity: 'minor',
    started: '2026-11-01T00:00:00Z',
    quality: 'open',
  })
  show('/incidents', {
    '/incidents': ({url}) => ({
      status: 200,
      body: new URL(url).searchParams.has('cursor')
        ? {data: [row(3)]}
        : {data: [row(1), row(2)], nextCursor: 'next'},
    }),
  })
  expect(await titles()).toEqual(['Incident 1', 'Incident 2', 'Incident 3'])
})
