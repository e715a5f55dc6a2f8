import {expect, test} from 'vitest'
import {bigTree, exampleTree} from './example'
import {graphOf} from './graph'
import {flat, occurrences} from './occurrence'
import {closeOneLevel, decodeOpen, encodeOpen, openAtFirst, openOneLevel} from './openGates'

const graph = graphOf(exampleTree)
const drawn = (open: ReadonlySet<string>) => flat(occurrences(graph, open))

test.each([
  [['site'], '0'],
  [['site', 'store', 'network'], '0-1.3'],
  [['site', 'store', 'two', 'network'], '0-3'],
  [[], 'none'],
])('%j are written as %s and read back', (gates, text) => {
  expect(encodeOpen(graph, new Set(gates))).toBe(text)
  expect([...decodeOpen(graph, text)]).toEqual(gates)
})

test.each(['', 'x', '7', '-1', '2-1', '1e3', '0-99999999'])('%j opens no gate', (text) => {
  expect(decodeOpen(graph, text).size).toBe(0)
})

test('three levels are open at first, and what leads to the nodes asked for', () => {
  const big = graphOf(bigTree(2, 6))
  const levels = flat(occurrences(big, openAtFirst(big, []))).map(({level}) => level)
  expect(Math.max(...levels)).toBe(2)
  expect(openAtFirst(big, ['g.0.1.0.1']).has('g.0.1.0')).toBe(true)
})

test('the first place of a shared node has all below it, the others lead there', () => {
  const all = drawn(new Set(['site', 'store', 'two', 'network']))
  expect(all.map(({key, transfer}) => (transfer ? `→${key}` : key))).toEqual([
    'site',
    'store',
    'disk',
    'network',
    'line',
    'router',
    'two',
    '→disk^two',
    'power',
    '→network^two',
    'release',
  ])
})

test('levels open and close as a whole; the top stays open', () => {
  const one = openOneLevel(drawn(new Set()), new Set())
  expect([...one]).toEqual(['site'])
  const two = openOneLevel(drawn(one), one)
  expect([...two]).toEqual(['site', 'store', 'two'])
  expect([...closeOneLevel(drawn(two), two)]).toEqual(['site'])
  expect([...closeOneLevel(drawn(one), one)]).toEqual(['site'])
})
