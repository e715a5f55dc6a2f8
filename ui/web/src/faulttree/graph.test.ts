import {expect, test} from 'vitest'
import {exampleTree} from './example'
import {ancestors, eventsBelow, graphOf, occurring} from './graph'

const graph = graphOf(exampleTree)

test('a node is at home under the gate nearest to the top, once', () => {
  expect(Object.fromEntries([...graph.nodes].map(([id, n]) => [id, [n.home, n.uses]]))).toEqual({
    site: [undefined, 0],
    store: ['site', 1],
    two: ['site', 1],
    release: ['site', 1],
    disk: ['store', 2],
    network: ['store', 2],
    power: ['two', 1],
    line: ['network', 1],
    router: ['network', 1],
  })
  expect(ancestors(graph, 'line')).toEqual(['network', 'store', 'site'])
})

test('a gate is as hot as the hottest event below it', () => {
  const heat = (id: string) => graph.nodes.get(id)?.heat
  expect(['site', 'store', 'two', 'network', 'disk'].map(heat)).toEqual([5, 4, 4, 4, 2])
})

test('counts each event below a gate once', () => {
  expect(['site', 'store', 'network', 'disk'].map((id) => eventsBelow(graph, id))).toEqual([
    5, 3, 2, 0,
  ])
})

test.each([
  [['release'], ['release', 'site']],
  [['disk'], ['disk']],
  [
    ['disk', 'power'],
    ['disk', 'power', 'site', 'two'],
  ],
  [
    ['disk', 'line'],
    ['disk', 'line', 'network', 'site', 'store', 'two'],
  ],
  [[], []],
])('when just %j occur, so do %j', (events, all) => {
  expect([...occurring(graph, events)].toSorted()).toEqual(all)
})

test('what is not defined or not under the top is left out, and a cycle ends', () => {
  const broken = graphOf({
    top: 'a',
    gates: [
      {id: 'a', label: 'A', op: 'or', inputs: ['b', 'nowhere'], probability: 0},
      {id: 'b', label: 'B', op: 'or', inputs: ['a'], probability: 0},
      {id: 'c', label: 'C', op: 'or', inputs: ['a'], probability: 0},
    ],
    events: [],
  })
  expect([...broken.nodes.keys()]).toEqual(['a', 'b'])
  expect(occurring(broken, []).size).toBe(0)
  expect(graphOf({top: '', gates: [], events: []}).nodes.size).toBe(0)
})
