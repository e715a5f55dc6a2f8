import {fireEvent, screen, within} from '@testing-library/react'
import {expect, test} from 'vitest'
import {show} from '../test/show'

test('the navigation has the pages in the order of use, and marks the one shown', async () => {
  show('/slos?model=bank-mesh')
  const navigation = await screen.findByRole('navigation', {name: 'Pages'})
  const links = within(navigation).getAllByRole('link')
  expect(links.map((link) => link.textContent)).toEqual([
    'Overview',
    'SLOs',
    'Risks',
    'Topology',
    'Models',
    'Incidents',
    'What-if',
    'Policy',
    'Reports',
    'Data',
  ])
  expect(
    links.filter((link) => link.getAttribute('aria-current')).map((link) => link.textContent),
  ).toEqual(['SLOs'])
  expect(links[0]?.getAttribute('href')).toBe('/overview?model=bank-mesh')
})

test('keys lead to pages, unless they are typed into a field', async () => {
  const {router} = show('/slos')
  const find = await screen.findByLabelText('Find')
  fireEvent.keyDown(find, {key: 'g'})
  fireEvent.keyDown(find, {key: 'i'})
  expect(router.state.location.pathname).toBe('/slos')
  fireEvent.keyDown(document.body, {key: 'g'})
  fireEvent.keyDown(document.body, {key: 'i'})
  expect(await screen.findByRole('heading', {level: 1, name: 'Incidents'})).toBeDefined()
  const search = await screen.findByLabelText('Find')
  fireEvent.keyDown(document.body, {key: '/'})
  expect(document.activeElement).toBe(search)
})

test('the chosen colours are kept, and the page follows them', async () => {
  show('/welcome')
  const colours = await screen.findByLabelText('Colours')
  fireEvent.change(colours, {target: {value: 'dark'}})
  expect(document.documentElement.dataset.theme).toBe('dark')
  expect(localStorage.getItem('ninefold.theme')).toBe('dark')
  fireEvent.change(colours, {target: {value: 'system'}})
  expect(document.documentElement.dataset.theme).toBeUndefined()
})

test('an address that is no page says so', async () => {
  show('/nowhere')
  expect(await screen.findByRole('heading', {name: 'There is no such page'})).toBeDefined()
})
