import {fireEvent, screen, waitFor, within} from '@testing-library/react'
import {expect, test} from 'vitest'
import {noAssessment, type Reply, show} from '../test/show'
import {exampleTopology, largeTopology, zoneDown} from './example'

const ok = (body: unknown): Reply => ({status: 200, body})
const both = {...zoneDown, title: '2 failures together', minutesPerYear: 0, display: ''}

function open(address: string, topology = exampleTopology) {
  return show(address, {
    '/topology': ok(topology),
    '/domains/zone-a/blast-radius': (request) =>
      ok(new URL(request.url).searchParams.has('also') ? both : zoneDown),
    '/domains/nowhere/blast-radius': {
      status: 404,
      body: {title: 'Not Found', status: 404, code: 'not_found', detail: 'no domain nowhere'},
    },
  })
}

const side = () => screen.findByRole('complementary', {name: 'Blast radius and details'})
const effects = () =>
  [...document.querySelectorAll('.service[data-effect]')].map((button) => [
    button.querySelector('.name')?.textContent,
    button.querySelector('.status')?.textContent,
    button.querySelector('.status path')?.getAttribute('d'),
  ])

test('shows places in places, services with kind and replicas, shared fate, and what is not placed', async () => {
  open('/topology')
  const west = (await screen.findByRole('button', {name: 'Region west region'})).closest('li')
  expect(within(west as HTMLElement).getByRole('button', {name: 'Zone a zone'})).toBeDefined()
  expect(screen.getByRole('button', {name: 'Shop gateway, 2 replicas'})).toBeDefined()
  const shared = screen.getByRole('region', {name: /^Shared/})
  expect(within(shared).getByRole('button', {name: /Mesh authority/})).toBeDefined()
  const unplaced = screen.getByRole('region', {name: 'Not placed'})
  expect(within(unplaced).getByRole('button', {name: 'Mail microservice'})).toBeDefined()
  expect(effects()).toEqual([])
})

test('a service tells whom it calls, and how that is known', async () => {
  const {router} = open('/topology')
  fireEvent.click(await screen.findByRole('button', {name: /^Store/}))
  const into = await screen.findByRole('list', {name: 'Called by (1)'})
  expect(into.textContent).toBe('Shophard · timeout 2s · 1 retry · env STORE at a:3')
  expect(router.state.location.search).toBe('?select=store')
  fireEvent.click(within(into).getByRole('button', {name: 'Shop'}))
  const out = await screen.findByRole('list', {name: 'Calls (2)'})
  expect(out.textContent).toContain('Mailasync · buffer 12h')
  expect(screen.getByRole('button', {name: /^Store.*called by it/})).toBeDefined()
})

test('failing a place shows three classes by word and shape, and who is hit, as the server has it', async () => {
  const {router, asked} = open('/topology?select=zone-a')
  fireEvent.click(await screen.findByRole('button', {name: 'Fail this'}))
  expect(await screen.findByRole('heading', {name: 'If Zone a fails'})).toBeDefined()
  await waitFor(() => expect(effects()).toHaveLength(4))
  const words = effects().map(([name, word]) => [name, word])
  expect(words).toEqual([
    ['Shop', 'degraded'],
    ['Store', 'down'],
    ['Shop', 'degraded'],
    ['Mail', 'not affected'],
  ])
  expect(new Set(effects().map(([, , shape]) => shape)).size).toBe(3)
  const panel = await side()
  expect(panel.textContent).toContain('19 %')
  expect(panel.textContent).toContain('24 min/yr')
  expect(within(panel).getAllByRole('list', {name: 'Journeys'})[0]?.textContent).toBe(
    'downBuy 38 % of usersdegradedBrowse',
  )
  expect(panel.textContent).toContain('1 service down · 1 degraded · 1 not affected')
  expect(router.state.location.search).toBe('?select=zone-a&failed=zone-a')
  expect(asked.some(({url}) => url.endsWith('/domains/zone-a/blast-radius'))).toBe(true)
})

test('a second failure is asked of the server together with the first, and both can be cleared', async () => {
  const {router, asked} = open('/topology?failed=zone-a')
  fireEvent.change(await screen.findByLabelText('Fail another'), {target: {value: 'ca'}})
  expect(
    await screen.findByRole('heading', {name: 'If Zone a and Mesh authority fail'}),
  ).toBeDefined()
  expect(await screen.findByText('known for single failures only')).toBeDefined()
  fireEvent.change(screen.getByLabelText('Fail another'), {target: {value: 'mail'}})
  await waitFor(() =>
    expect(asked.some(({url}) => url.endsWith('/blast-radius?also=ca,mail'))).toBe(true),
  )
  fireEvent.click(screen.getByRole('button', {name: 'Restore Mesh authority'}))
  await waitFor(() =>
    expect(router.state.location.search).toBe(`?failed=${encodeURIComponent('zone-a,mail')}`),
  )
  fireEvent.click(screen.getByRole('button', {name: 'Clear'}))
  await waitFor(() => expect(router.state.location.search).toBe(''))
  expect(effects()).toEqual([])
})

test('a failure that the server does not know is said, and marks nothing', async () => {
  open('/topology?failed=nowhere')
  expect((await screen.findByRole('alert')).textContent).toContain('no domain nowhere')
  expect(effects()).toEqual([])
})

test('a large mesh opens closed, with counts; a place opens on demand', async () => {
  const {router} = open('/topology', largeTopology(1500, 9))
  const fold = await screen.findByRole('button', {name: 'Inside of west'})
  expect(fold.getAttribute('aria-expanded')).toBe('false')
  expect(screen.getByText('1,500 services · 1,500 replicas')).toBeDefined()
  expect(document.querySelectorAll('.service')).toHaveLength(0)
  fireEvent.click(fold)
  await waitFor(() => expect(screen.getAllByText(/^16[67] services/)).toHaveLength(9))
  expect(router.state.location.search).toBe('?toggled=west')
})

test('the table has the effect of each failure on each journey', async () => {
  open('/topology?view=table')
  const table = await screen.findByRole('table', {name: 'Effect of each failure on each journey'})
  const rows = within(table).getAllByRole('row')
  expect(rows.map((row) => [...row.children].map((cell) => cell.textContent))).toEqual([
    ['If this fails', 'Buy', 'Browse', 'Users down', 'Expected downtime'],
    ['Zone azone', 'down38 % of users', 'degraded', '19 %', '24 min/yr'],
    ['Mailmicroservice', 'not affected', 'not affected', '0 %', '0 min/yr'],
  ])
  fireEvent.change(screen.getByLabelText('Show'), {target: {value: 'service'}})
  await waitFor(() => expect(within(table).getAllByRole('row')).toHaveLength(2))
})

test('shows no digit when nothing was analysed', async () => {
  show('/topology', {'*': noAssessment})
  expect(await screen.findByText(/nothing has been analysed/)).toBeDefined()
  expect(document.querySelector('main')?.textContent).not.toMatch(/\d/)
})
