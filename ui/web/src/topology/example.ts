import type {Impact, Topology} from './useTopology'

/** What is hit of the example: the store is in zone a only, the shop in both. */
export const zoneDown: Impact = {
  subject: 'zone-a',
  kind: 'domain',
  title: 'Zone a',
  journeys: [
    {id: 'buy', title: 'Buy', effect: 'down', usersDown: 0.38},
    {id: 'browse', title: 'Browse', effect: 'degraded', usersDown: 0},
  ],
  usersDown: 0.19,
  services: [
    {id: 'store', effect: 'down'},
    {id: 'shop', effect: 'degraded'},
  ],
  minutesPerYear: 24,
  display: '24 min/yr',
}

const unhurt: Impact = {
  ...zoneDown,
  subject: 'mail',
  kind: 'service',
  title: 'Mail',
  journeys: zoneDown.journeys.map((journey) => ({
    ...journey,
    effect: 'unaffected' as const,
    usersDown: 0,
  })),
  usersDown: 0,
  services: [],
  minutesPerYear: 0,
  display: '0 min/yr',
}

/** A small mesh for tests. */
export const exampleTopology: Topology = {
  assessmentId: 'a-1',
  model: {name: 'shop', title: 'Shop', version: 1, digest: 'd', example: true},
  domains: [
    {id: 'west', kind: 'region', title: 'Region west'},
    {id: 'zone-a', kind: 'zone', title: 'Zone a', parent: 'west'},
    {id: 'zone-b', kind: 'zone', title: 'Zone b', parent: 'west'},
    {id: 'ca', kind: 'certificateAuthority', title: 'Mesh authority'},
  ],
  services: [
    {id: 'shop', title: 'Shop', kind: 'gateway', shared: ['ca']},
    {id: 'store', title: 'Store', kind: 'database', owner: 'data-team'},
    {id: 'mail', title: 'Mail'},
  ],
  placements: [
    {service: 'shop', location: 'west', replicas: 3, required: 2, spread: ['zone-a', 'zone-b']},
    {service: 'store', location: 'zone-a'},
  ],
  dependencies: [
    {
      from: 'shop',
      to: 'store',
      policy: {timeout: '2s', retries: 1},
      evidence: ['env STORE at a:3'],
    },
    {from: 'shop', to: 'mail', kind: 'async', buffer: '12h'},
  ],
  impacts: [zoneDown, unhurt],
}

/** A mesh of so many services in so many zones. */
export function largeTopology(services: number, zones: number): Topology {
  const zone = (i: number) => `zone-${i % zones}`
  return {
    ...exampleTopology,
    domains: [
      {id: 'west', kind: 'region'},
      ...Array.from({length: zones}, (_, i) => ({id: zone(i), kind: 'zone', parent: 'west'})),
    ],
    services: Array.from({length: services}, (_, i) => ({id: `s-${i}`})),
    placements: Array.from({length: services}, (_, i) => ({service: `s-${i}`, location: zone(i)})),
    dependencies: [],
    impacts: [],
  }
}
