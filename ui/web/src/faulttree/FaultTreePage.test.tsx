import {fireEvent, screen, waitFor, within} from '@testing-library/react'
import {expect, test} from 'vitest'
import {noAssessment, type Reply, show} from '../test/show'
import {exampleSets, exampleTree} from './example'

const ok = (body: unknown): Reply => ({status: 200, body})
const cutSets = {data: exampleSets, count: '3', byOrder: [1, 2], listed: 3, missing: 0}
const journeys = [
  {id: 'site', name: 'The site', cutSetCount: '3'},
  {id: 'other', name: 'Another', cutSetCount: '0'},
]

function open(address: string, replies: Record<string, Reply> = {}) {
  return show(address, {
    '/journeys': ok({data: journeys}),
    '/assessments/latest/tree': ok(exampleTree),
    '/assessments/latest/cut-sets': ok(cutSets),
    '/assessments/latest/importance': ok({data: []}),
    ...replies,
  })
}

const canvas = () => screen.findByRole('application', {name: 'Fault tree of The site'})
const nodes = () => [...document.querySelectorAll('.node')]
const parts = (part: string) =>
  [...document.querySelectorAll(`.node[data-part="${part}"] title`)].map(
    (title) => title.textContent?.split(',')[0],
  )
const search = (router: {state: {location: {search: string}}}) =>
  new URLSearchParams(router.state.location.search)

test('draws the tree of the first journey, three levels of it', async () => {
  const {asked} = open('/models/bank/tree')
  await canvas()
  await waitFor(() => expect(nodes().length).toBeGreaterThan(0))
  // store has disk and the closed network, two has transfers and power
  expect(nodes()).toHaveLength(9)
  const tree = asked.find(({url}) => url.includes('/tree'))
  expect(new URL(tree?.url ?? '').search).toBe('?journey=site&model=bank')
})

test('an assessment of the address is asked for by its ID', async () => {
  const {asked} = open('/models/bank/tree?assessment=a-7&journey=site', {
    '/assessments/a-7/tree': ok(exampleTree),
    '/assessments/a-7/cut-sets': ok(cutSets),
  })
  await canvas()
  expect(asked.some(({url}) => url.includes('/assessments/a-7/tree?journey=site'))).toBe(true)
})

test('a cut set of the address outlines exactly its members, dims the rest and opens the way', async () => {
  open('/models/bank/tree?journey=site&cutSet=3')
  await canvas()
  await waitFor(() => expect(parts('member')).toEqual(['Line cut', 'Power lost']))
  expect(parts('path')).toEqual(['Site down', 'Network down', 'Two of three lost', 'Network down'])
  expect(parts('rest')).toEqual(expect.arrayContaining(['Store down', 'Wrong release']))
  expect(document.querySelectorAll('.outline')).toHaveLength(2)
})

test('choosing a row by click or key shows its cut set; Escape shows none', async () => {
  const {router} = open('/models/bank/tree?journey=site')
  const grid = await screen.findByRole('grid')
  fireEvent.click(within(grid).getByText('Wrong release'))
  await waitFor(() => expect(search(router).get('cutSet')).toBe('1'))
  expect(parts('member')).toEqual(['Wrong release'])
  const row = within(grid).getByRole('row', {selected: true})
  fireEvent.keyDown(row, {key: 'ArrowDown'})
  await waitFor(() => expect(parts('member')).toEqual(['Disk fails', 'Power lost']))
  fireEvent.keyDown(within(grid).getByRole('row', {selected: true}), {key: 'Escape'})
  await waitFor(() => expect(search(router).get('cutSet')).toBeNull())
  expect(parts('rest')).toEqual([])
})

test('the keys of the canvas move the selection, announce it, open and close', async () => {
  const {router} = open('/models/bank/tree?journey=site')
  const at = await canvas()
  await waitFor(() => expect(nodes()).toHaveLength(9))
  const press = async (key: string, selected: string) => {
    fireEvent.keyDown(at, {key})
    await waitFor(() => expect(search(router).get('select')).toBe(selected))
  }
  await press('Home', 'site')
  await press('ArrowDown', 'store')
  await press('ArrowRight', 'two')
  await press('ArrowDown', 'disk^two')
  expect(
    screen.getByText(/^Disk fails, basic event.*drawn elsewhere/, {selector: 'p'}),
  ).toBeDefined()
  await press('Enter', 'disk') // where it is drawn
  await press('ArrowUp', 'store')
  fireEvent.keyDown(at, {key: ' '})
  await waitFor(() => expect(search(router).get('open')).toBe('0.2'))
  expect(
    screen.getByText(/^Store down, gate AND, 2 inputs.*collapsed$/, {selector: 'p'}),
  ).toBeDefined()
  fireEvent.keyDown(at, {key: ']'})
  await waitFor(() => expect(search(router).get('open')).toBe('0-2'))
  fireEvent.keyDown(at, {key: '['})
  await waitFor(() => expect(search(router).get('open')).toBe('0'))
  fireEvent.keyDown(at, {key: 'c'})
  await waitFor(() => expect(screen.queryByRole('grid')).toBeNull())
  fireEvent.keyDown(at, {key: 'o'})
  expect(await screen.findByRole('treegrid')).toBeDefined()
})

test('zoom keys and buttons change the view, which goes into the address', async () => {
  const {router} = open('/models/bank/tree?journey=site&at=0,200,1')
  const at = await canvas()
  await waitFor(() => expect(nodes().length).toBeGreaterThan(0))
  fireEvent.keyDown(at, {key: '+'})
  await waitFor(() => expect(search(router).get('at')).toBe('0,200,1.25'))
  fireEvent.click(screen.getByRole('button', {name: '100 %'}))
  await waitFor(() => expect(search(router).get('at')).toBe('0,200,1'))
})

test('the outline is a treegrid with level, state, label and value, and the same selection', async () => {
  const {router} = open('/models/bank/tree?journey=site&view=outline&select=power')
  const grid = await screen.findByRole('treegrid', {name: 'Fault tree of The site'})
  const rows = within(grid).getAllByRole('row').slice(1)
  expect(rows.map((row) => [row.getAttribute('aria-level'), row.ariaExpanded])).toEqual([
    ['1', 'true'],
    ['2', 'true'],
    ['3', null],
    ['3', 'false'],
    ['2', 'true'],
    ['3', null],
    ['3', null],
    ['3', null],
    ['2', null],
  ])
  const power = within(grid).getByRole('row', {selected: true})
  expect(power.textContent).toContain('Power lost')
  expect(power.textContent).toContain('0.020')
  power.focus()
  fireEvent.keyDown(power, {key: 'ArrowLeft'})
  await waitFor(() => expect(search(router).get('select')).toBe('two'))
  expect(document.activeElement?.textContent).toContain('Two of three lost')
  fireEvent.keyDown(document.activeElement ?? grid, {key: 'ArrowLeft'})
  await waitFor(() => expect(search(router).get('open')).toBe('0-1'))
})

test('another journey lets go of what was open and selected', async () => {
  const {router} = open('/models/bank/tree?journey=site&select=power&cutSet=2&open=0-3&at=1,2,1')
  await canvas()
  fireEvent.change(screen.getByLabelText('Journey'), {target: {value: 'other'}})
  await waitFor(() => expect(router.state.location.search).toBe('?journey=other'))
})

test.each([
  ['0', 'Nothing in the model takes this journey down.'],
  ['9000', 'This tree is too large to draw.'],
])('an empty tree with %s cut sets is explained', async (count, words) => {
  open('/models/bank/tree?journey=site', {
    '/assessments/latest/tree': ok({top: '', gates: [], events: []}),
    '/assessments/latest/cut-sets': ok({...cutSets, count}),
  })
  expect(await screen.findByText(new RegExp(`^${words}`))).toBeDefined()
})

test('shows no digit when nothing was analysed', async () => {
  show('/models/latest/tree', {'*': noAssessment})
  expect(await screen.findByText(/nothing has been analysed/)).toBeDefined()
  expect(document.querySelector('main')?.textContent).not.toMatch(/\d/)
})
