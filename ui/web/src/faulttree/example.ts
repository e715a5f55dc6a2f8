import type {Tree} from './graph'
import type {CutSet} from './useFaultTree'

/**
 * A tree for tests: everything can be worked out by hand. The site is down when
 * the store is, which needs both the disk and the network, or when two of disk,
 * power and network are, or by a wrong release. The network is a shared gate, the
 * disk a repeated event.
 */
export const exampleTree: Tree = {
  top: 'site',
  gates: [
    gate('site', 'Site down', 'or', ['store', 'two', 'release']),
    gate('store', 'Store down', 'and', ['disk', 'network']),
    {...gate('two', 'Two of three lost', 'atLeast', ['disk', 'power', 'network']), k: 2},
    gate('network', 'Network down', 'or', ['line', 'router']),
  ],
  events: [
    event('disk', 'Disk fails', 0.01, 2),
    event('power', 'Power lost', 0.02, 3),
    event('line', 'Line cut', 0.003, 1),
    event('router', 'Router fails', 0.001, 4),
    event('release', 'Wrong release', 0.004, 5),
  ],
}

function gate(id: string, label: string, op: 'and' | 'or' | 'atLeast', inputs: string[]) {
  return {id, label, op, inputs, probability: 0.005}
}

function event(id: string, label: string, probability: number, heatBin: number) {
  return {id, label, parameter: id, probability, fussellVesely: 10 ** (heatBin - 5), heatBin}
}

const sets: [string[], string[], number][] = [
  [['release'], ['Wrong release'], 0.004],
  [['disk', 'power'], ['Disk fails', 'Power lost'], 0.0002],
  [['power', 'line'], ['Power lost', 'Line cut'], 0.00006],
]

export const exampleSets: CutSet[] = sets.map(([events, labels, probability], i) => ({
  rank: i + 1,
  order: events.length,
  events,
  labels,
  title: labels.join(' + '),
  probability,
  share: probability / 0.00426,
  cumulative: [0.9389, 0.9859, 1][i] ?? 1,
  minutesPerYear: probability * 525_600,
  fussellVesely: probability / 0.00426,
  display: String(Math.round(probability * 525_600)),
}))

/** A tree of gates with so many inputs each, down to so many levels, and events below. */
export function bigTree(inputs: number, levels: number): Tree {
  const tree: Tree = {top: 'g', gates: [], events: []}
  const grow = (id: string, level: number) => {
    const ids = Array.from({length: inputs}, (_, i) => `${id}.${i}`)
    tree.gates.push(gate(id, `Gate ${id}`, 'or', ids))
    for (const below of ids) {
      if (level + 1 < levels) grow(below, level + 1)
      else tree.events.push(event(below, `Event ${below}`, 0.001, 1))
    }
  }
  grow('g', 0)
  return tree
}
