import {expect, test} from 'vitest'
import {type Column, nextSort, sorted} from './columns'

interface Row {
  name: string
  minutes?: number
}

const columns: Column<Row>[] = [
  {key: 'name', title: 'Name', cell: (r) => r.name, sortBy: (r) => r.name},
  {key: 'minutes', title: 'min/yr', number: true, cell: (r) => r.minutes, sortBy: (r) => r.minutes},
]
const rows: Row[] = [{name: 'b', minutes: 2}, {name: 'c'}, {name: 'a', minutes: 10}]
const names = (sort: string) =>
  sorted(rows, columns, sort)
    .map((r) => r.name)
    .join('')

test('rows keep the order of the server without a sort, or with one it does not know', () => {
  expect(names('')).toBe('bca')
  expect(names('nothing')).toBe('bca')
})

test('what is not known goes last, whichever way', () => {
  expect(names('minutes')).toBe('bac')
  expect(names('-minutes')).toBe('abc')
  expect(names('-name')).toBe('cba')
})

test('numbers begin with the largest, words with a; the third choice is the server’s order', () => {
  const [name, minutes] = columns
  if (!name || !minutes) throw new Error('no columns')
  expect([
    nextSort(minutes, ''),
    nextSort(minutes, '-minutes'),
    nextSort(minutes, 'minutes'),
  ]).toEqual(['-minutes', 'minutes', ''])
  expect([nextSort(name, ''), nextSort(name, 'name'), nextSort(name, '-name')]).toEqual([
    'name',
    '-name',
    '',
  ])
})
