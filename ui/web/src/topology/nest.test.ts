import {expect, test} from 'vitest'
import {exampleTopology, largeTopology} from './example'
import {type Box, nest, pathTo} from './nest'

function lines({domain, boxes, services}: Box, indent = ''): string[] {
  return [
    indent + domain.id,
    ...services.map(({service, replicas}) => `${indent}  ${service.id} ×${replicas}`),
    ...boxes.flatMap((box) => lines(box, `${indent}  `)),
  ]
}

test('places are inside their parents, replicas in turn in their spread', () => {
  const mesh = nest(exampleTopology)
  expect(mesh.boxes.flatMap((box) => lines(box))).toEqual([
    'west',
    '  zone-a',
    '    shop ×2',
    '    store ×1',
    '  zone-b',
    '    shop ×1',
  ])
  expect(mesh.shared.map(({id}) => id)).toEqual(['ca'])
  expect(mesh.unplaced.map(({service}) => service.id)).toEqual(['mail'])
})

test('a box counts what is in it, services once, replicas all', () => {
  const [west] = nest(exampleTopology).boxes
  expect([west?.serviceIds.size, west?.replicas]).toEqual([2, 4])
})

test('size is the boxes and services of a full drawing', () => {
  expect(nest(exampleTopology).size).toBe(3 + 3 + 1)
  expect(nest(largeTopology(1500, 9)).size).toBe(10 + 1500)
})

test('a location that is not named or not known is no place', () => {
  const mesh = nest({
    domains: [{id: 'east', kind: 'zone', parent: 'gone'}],
    services: [{id: 'a'}, {id: 'b'}],
    placements: [
      {service: 'a', replicas: 2},
      {service: 'b', location: 'nowhere'},
      {service: 'ghost', location: 'east'},
    ],
  })
  expect(mesh.unplaced.map(({service, replicas}) => [service.id, replicas])).toEqual([
    ['a', 2],
    ['b', 1],
  ])
  expect(mesh.boxes.map(({domain, services}) => [domain.id, services])).toEqual([['east', []]])
})

test('a place is within its parents, outermost first; a cycle ends', () => {
  expect(pathTo(exampleTopology.domains, 'zone-a').map(({id}) => id)).toEqual(['west'])
  const cycle = [
    {id: 'a', kind: 'zone', parent: 'b'},
    {id: 'b', kind: 'zone', parent: 'a'},
  ]
  expect(pathTo(cycle, 'a').map(({id}) => id)).toEqual(['a', 'b'])
})
