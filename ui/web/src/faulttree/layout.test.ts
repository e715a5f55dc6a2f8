import {describe, expect, test} from 'vitest'
import {edges, silhouettes} from './edges'
import {bigTree, exampleTree} from './example'
import {graphOf, type Tree} from './graph'
import {gateHeight, type Layout, levelHeight, type Placed, pitch, rowHeight, tidy} from './layout'
import {occurrences} from './occurrence'

function layoutOf(tree: Tree): Layout {
  const graph = graphOf(tree)
  return tidy(occurrences(graph, new Set(graph.gates)))
}

/** The rectangle that a node keeps for itself. */
function boxOf({x, y, row}: Placed) {
  return row
    ? {left: x, right: x + pitch, top: y, bottom: y + rowHeight}
    : {left: x - pitch / 2, right: x + pitch / 2, top: y, bottom: y + gateHeight}
}

/** A tree of random shape, the same for the same seed. */
function randomTree(seed: number): Tree {
  let state = seed
  const below = (n: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * n)
  }
  const tree: Tree = {top: 'g0', gates: [], events: []}
  const gates = 30 + below(30)
  for (let i = 0; i < gates; i++) {
    const inputs = Array.from({length: below(6)}, (_, n) => `e${i}-${n}`)
    for (const id of inputs) {
      tree.events.push({id, label: id, parameter: id, probability: 0.1, heatBin: 1})
    }
    tree.gates.push({id: `g${i}`, label: `Gate ${i}`, op: 'or', inputs, probability: 0.1})
    if (i > 0) tree.gates[below(i)]?.inputs.push(`g${i}`)
  }
  return tree
}

describe.each([
  ['the example', exampleTree],
  ['a full tree', bigTree(3, 4)],
  ...Array.from({length: 40}, (_, i) => [`random tree ${i}`, randomTree(i + 1)] as const),
] as const)('%s', (_, tree) => {
  const layout = layoutOf(tree)

  test('no two nodes overlap, and all are within the drawing', () => {
    const boxes = layout.nodes.map(boxOf)
    for (const [i, a] of boxes.entries()) {
      expect(a.left).toBeGreaterThanOrEqual(layout.left - 1e-6)
      expect(a.right).toBeLessThanOrEqual(layout.right + 1e-6)
      expect(a.bottom).toBeLessThanOrEqual(layout.height)
      for (const b of boxes.slice(i + 1)) {
        const apart =
          a.right <= b.left + 1e-6 ||
          b.right <= a.left + 1e-6 ||
          a.bottom <= b.top ||
          b.bottom <= a.top
        expect(apart).toBe(true)
      }
    }
  })

  test('a gate is above the middle of its columns', () => {
    for (const {occurrence, x, y} of layout.nodes) {
      const below = layout.nodes.filter((n) => n.occurrence.parent === occurrence)
      if (below.length === 0) continue
      const middles = below.map((n) => (n.row ? n.x + pitch / 2 : n.x))
      expect((Math.min(...middles) + Math.max(...middles)) / 2).toBeCloseTo(x, 6)
      expect(Math.min(...below.map((n) => n.y))).toBe(y + levelHeight)
    }
  })
})

test('leaves hang under each other, in the order of the inputs', () => {
  const {byKey} = layoutOf(exampleTree)
  const [line, router] = [byKey.get('line'), byKey.get('router')]
  expect(router?.x).toBe(line?.x)
  expect((router?.y ?? 0) - (line?.y ?? 0)).toBe(rowHeight)
})

test('two thousand nodes take less than a tenth of a second', () => {
  const graph = graphOf(bigTree(3, 7))
  expect(graph.nodes.size).toBeGreaterThan(2000)
  const root = occurrences(graph, new Set(graph.gates))
  tidy(root)
  const start = performance.now()
  tidy(root)
  expect(performance.now() - start).toBeLessThan(100)
})

test('every node but the top has a line to it, in one path', () => {
  const layout = layoutOf(exampleTree)
  const stems = layout.nodes.filter(({row}) => !row).length
  expect(edges(layout).match(/M/g)).toHaveLength(layout.nodes.length - 1 + stems)
  expect(edges(layout, (id) => id === 'release' || id === 'site').match(/M/g)).toHaveLength(2)
  expect(silhouettes(layout.nodes).match(/M/g)).toHaveLength(layout.nodes.length)
})

test('nothing is drawn of nothing', () => {
  expect(tidy(undefined).nodes).toEqual([])
})
