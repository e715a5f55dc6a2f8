import {fireEvent, screen, within} from '@testing-library/react'
import {expect, test} from 'vitest'
import {firstScreen} from '../test/overview'
import {noAssessment, show} from '../test/show'

test('begins with the sentence, the decision and six figures of the server', async () => {
  show('/overview')
  const heading = await screen.findByRole('heading', {
    level: 1,
    name: firstScreen.overview.headline,
  })
  expect(heading).toBeDefined()
  expect(screen.getByRole('link', {name: firstScreen.overview.decision}).getAttribute('href')).toBe(
    '/what-if?scenario=fail-open',
  )
  const figures = within(screen.getByRole('list', {name: 'Six figures'})).getAllByRole('heading')
  expect(figures.map((h) => h.textContent)).toEqual(
    firstScreen.overview.figures.map((f) => f.title),
  )
  expect(screen.getByText('Example data, invented.')).toBeDefined()
  expect(document.title).toBe('Overview · Ninefold')
})

test('every status drawn is the status of the server', async () => {
  show('/overview')
  const list = await screen.findByRole('list', {name: 'Six figures'})
  const drawn = [...list.querySelectorAll('.figure')].map((f) => [
    f.getAttribute('data-status'),
    f.querySelector('.status')?.getAttribute('data-status'),
    f.querySelector('.status')?.textContent,
  ])
  expect(drawn).toEqual(
    firstScreen.overview.figures.map((f) => [f.estimate.status, f.estimate.status, f.verdict]),
  )
})

test('a cause leads to its cut set, and the rest to none', async () => {
  show('/overview?model=bank-mesh')
  const cause = await screen.findByRole('link', {name: 'Fraud score fails closed'})
  expect(cause.getAttribute('href')).toBe(
    '/models/bank-mesh/tree?journey=card-payments&cutSet=1&model=bank-mesh',
  )
  expect(screen.getByText('All other causes (31)').closest('a')).toBeNull()
})

test('the trend says its message, and is a table on demand', async () => {
  const {router} = show('/overview')
  const chart = await screen.findByRole('img', {name: /9 of 12 months.*Lowest 99.909 % in Feb/})
  expect(chart).toBeDefined()
  fireEvent.click(screen.getByRole('button', {name: 'Table'}))
  const table = await screen.findByRole('table', {name: 'Availability attained by month'})
  expect(within(table).getAllByRole('row')).toHaveLength(13)
  expect(router.state.location.search).toBe('?trend=table')
})

test('asks for the model and assessment of the address', async () => {
  const {asked} = show('/overview?model=bank-mesh&assessment=a-17')
  await screen.findByRole('list', {name: 'Six figures'})
  const overview = asked.find(({url}) => url.includes('/overview'))
  expect(new URL(overview?.url ?? '').search).toBe('?model=bank-mesh&assessment=a-17')
})

test('explains a figure: formula, window, n, interval, versions and seed', async () => {
  show('/overview')
  fireEvent.click(await screen.findByRole('button', {name: 'Explain Availability attained'}))
  const dialog = await screen.findByRole('dialog', {name: 'Availability attained'})
  await within(dialog).findByText('Payments (bank-mesh), version 18')
  for (const text of [
    'A = good / valid = 11,994,360 / 12,000,000',
    '22 Oct 2026 to 21 Nov 2026 (UTC)',
    '90 % 99.941–99.962 % (level 90 %)',
    'block bootstrap over incidents',
    '0.1.0',
    '3 min',
  ]) {
    expect(within(dialog).getByText(text)).toBeDefined()
  }
  expect(within(dialog).getByRole('link', {name: 'Records behind it'}).getAttribute('href')).toBe(
    '/incidents',
  )
})

test('shows the problem and no figure when the server fails', async () => {
  let broken = true
  show('/overview', {
    '/overview': () =>
      broken
        ? {
            status: 500,
            body: {
              title: 'Internal Server Error',
              status: 500,
              code: 'internal',
              detail: 'see the log',
            },
          }
        : {status: 200, body: firstScreen},
  })
  const alert = await screen.findByRole('alert')
  expect(alert.textContent).toContain('6f1c0e5d2b7a4f39')
  expect(screen.queryByRole('list', {name: 'Six figures'})).toBeNull()
  broken = false
  fireEvent.click(screen.getByRole('button', {name: 'Retry'}))
  expect(await screen.findByRole('list', {name: 'Six figures'})).toBeDefined()
})

test.each(['/overview', '/slos', '/risks', '/what-if', '/policy', '/services', '/data'])(
  '%s shows no digit when nothing was analysed',
  async (address) => {
    show(address, {
      '*': noAssessment,
      '/sources': {status: 200, body: {data: []}},
      '/reports': {status: 200, body: {data: []}},
    })
    expect((await screen.findAllByText(/nothing has been analysed/)).length).toBeGreaterThan(0)
    expect(document.querySelector('main')?.textContent).not.toMatch(/\d/)
  },
)

test('the bare address leads to the overview, or to the first steps', async () => {
  const {router} = show('/')
  await screen.findByRole('list', {name: 'Six figures'})
  expect(router.state.location.pathname).toBe('/overview')
})

test('the bare address leads to the first steps where nothing was analysed', async () => {
  show('/', {'*': noAssessment})
  expect(await screen.findByRole('heading', {name: 'Welcome to Ninefold'})).toBeDefined()
})
