import {expect, test} from 'vitest'
import {bigTree, exampleTree} from './example'
import {graphOf} from './graph'
import {tidy} from './layout'
import {occurrences} from './occurrence'
import {
  decodeView,
  detailAt,
  encodeView,
  firstView,
  fitAll,
  follow,
  nodeAt,
  onto,
  reveal,
  sees,
  within,
  zoomAt,
} from './view'

const size = {width: 900, height: 500}
const graph = graphOf(bigTree(3, 7))
const big = tidy(occurrences(graph, new Set(graph.gates)))
const [top] = big.nodes

test('opens with the top in the middle, legible, however large the tree', () => {
  for (const tree of [exampleTree, bigTree(3, 7)]) {
    const {nodes, gates} = {nodes: graphOf(tree), gates: graphOf(tree).gates}
    const layout = tidy(occurrences(nodes, new Set(gates)))
    const view = firstView(layout, size)
    expect(view.x).toBe(0)
    expect(view.zoom).toBeGreaterThanOrEqual(0.6)
    expect(view.zoom).toBeLessThanOrEqual(1)
    expect(layout.nodes[0] && sees(view, size, layout.nodes[0])).toBe(true)
  }
})

test('fitting sees every node', () => {
  const view = fitAll(big, size)
  expect(big.nodes.every((placed) => sees(view, size, placed))).toBe(true)
  expect(detailAt(view.zoom)).toBe('silhouette')
})

test('zooming keeps what is under the pointer there', () => {
  const before = {x: 10, y: 20, zoom: 0.5}
  const after = zoomAt(before, 2, 100, -40)
  expect(after.zoom).toBe(1)
  expect(before.x + 100 / before.zoom).toBeCloseTo(after.x + 100 / after.zoom, 9)
  expect(before.y - 40 / before.zoom).toBeCloseTo(after.y - 40 / after.zoom, 9)
  expect(zoomAt(before, 1000).zoom).toBe(4)
  expect(zoomAt(before, 1e-6).zoom).toBe(0.02)
})

test('only what is near the view is drawn', () => {
  const view = firstView(big, size)
  const drawn = within(big, view, size)
  expect(drawn.length).toBeLessThan(100)
  for (const placed of big.nodes) {
    if (sees(view, size, placed)) expect(drawn).toContain(placed)
  }
})

test('revealing moves no further than it must', () => {
  if (!top) throw new Error('no top')
  const view = firstView(big, size)
  expect(reveal(view, size, top)).toEqual(view)
  const far = {x: 5000, y: 3000, zoom: 0.6}
  expect(sees(far, size, top)).toBe(false)
  expect(sees(reveal(far, size, top), size, top)).toBe(true)
  expect(sees(onto(far, top), {width: 2, height: 2}, top)).toBe(true)
})

test('a node that stays keeps its place on the screen', () => {
  if (!top) throw new Error('no top')
  const moved = {...top, x: top.x + 70, y: top.y + 30}
  expect(follow({x: 1, y: 2, zoom: 1}, top, moved)).toEqual({x: 71, y: 32, zoom: 1})
  expect(follow({x: 1, y: 2, zoom: 1}, top, undefined)).toEqual({x: 1, y: 2, zoom: 1})
})

test('finds the node at a point, and what opens it', () => {
  expect(nodeAt(big, 0, 20)).toEqual({placed: top, toggle: false})
  expect(nodeAt(big, 0, 165)).toEqual({placed: top, toggle: true})
  expect(nodeAt(big, 0, -50)).toBeUndefined()
})

test('three levels of detail', () => {
  expect([0.24, 0.25, 0.59, 0.6].map(detailAt)).toEqual(['silhouette', 'symbol', 'symbol', 'text'])
})

test('a view is written to the address and read back; what is none is not', () => {
  expect(encodeView({x: 12.4, y: -3.6, zoom: 0.61234})).toBe('12,-4,0.6123')
  expect(decodeView('12,-4,0.6123')).toEqual({x: 12, y: -4, zoom: 0.6123})
  for (const text of ['', '1,2', '1,2,0', '1,2,x', '1,2,3,4', '1,2,Infinity']) {
    expect(decodeView(text)).toBeUndefined()
  }
  expect(decodeView('0,0,99')?.zoom).toBe(4)
})
