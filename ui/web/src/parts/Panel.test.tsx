import {render, screen} from '@testing-library/react'
import {MemoryRouter} from 'react-router'
import {expect, test, vi} from 'vitest'
import {ApiError} from '../api/client'
import {Panel, type PanelQuery} from './Panel'

function show(query: Partial<PanelQuery<string[]>>) {
  const refetch = vi.fn()
  render(
    <MemoryRouter>
      <Panel
        title={(rows: string[]) => `${rows.length} incidents`}
        noun="incidents"
        query={{data: undefined, error: null, isFetching: false, refetch, ...query}}
        empty={{when: (rows) => rows.length === 0, say: <p>No incidents yet.</p>}}
        partial={(rows) => rows.includes('bad') && '1 of 2 could not be counted'}
      >
        {(rows) => (
          <ul>
            {rows.map((row) => (
              <li key={row}>{row}</li>
            ))}
          </ul>
        )}
      </Panel>
    </MemoryRouter>,
  )
  return refetch
}

const broken = new ApiError(
  500,
  'internal',
  'Internal Server Error',
  'the store did not answer',
  'r-1',
)

test('says what it loads, and shows no number meanwhile', () => {
  show({isFetching: true})
  expect(screen.getByRole('status').textContent).toBe('Loading incidents')
  expect(screen.getByRole('region', {name: 'Incidents'}).getAttribute('aria-busy')).toBe('true')
  expect(document.body.textContent).not.toMatch(/\d/)
})

test('says why it failed, what to do and which request to look for, and tries again', () => {
  const refetch = show({error: broken})
  const alert = screen.getByRole('alert')
  expect(alert.textContent).toContain('Could not read incidents: Internal Server Error')
  expect(alert.textContent).toContain('the store did not answer')
  expect(alert.textContent).toContain('r-1')
  screen.getByRole('button', {name: 'Retry'}).click()
  expect(refetch).toHaveBeenCalledOnce()
})

test('keeps what it has when a newer answer fails, and marks it', () => {
  show({data: ['zone loss'], error: broken})
  expect(screen.getByRole('alert').textContent).toContain('Could not read newer incidents')
  expect(screen.getByText('zone loss').closest('.stale-content')).not.toBeNull()
})

test('names whom to ask where there is no permission', () => {
  show({error: new ApiError(403, 'forbidden', 'Forbidden', 'needs the scope admin', undefined)})
  expect(screen.getByText(/No access to incidents/)).toBeDefined()
  expect(screen.queryByRole('button', {name: 'Retry'})).toBeNull()
})

test('leads to the first steps where nothing was analysed', () => {
  show({error: new ApiError(404, 'no_assessment', 'Not Found', 'no assessment yet', undefined)})
  expect(screen.getByText(/No incidents yet/)).toBeDefined()
  expect(screen.getByRole('link').getAttribute('href')).toBe('/welcome')
})

test('says that there is nothing', () => {
  show({data: []})
  expect(screen.getByText('No incidents yet.')).toBeDefined()
})

test('shows the rest with what could not be used', () => {
  show({data: ['good', 'bad']})
  expect(screen.getByText('1 of 2 could not be counted')).toBeDefined()
  expect(screen.getAllByRole('listitem')).toHaveLength(2)
})
