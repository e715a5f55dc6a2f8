import type {Domain, ModelService, Topology} from './useTopology'

/** A service in a box, with how many of its replicas run there. */
export interface PlacedService {
  service: ModelService
  replicas: number
}

/** A place, with the places inside it and the services that run in it itself. */
export interface Box {
  domain: Domain
  boxes: Box[]
  services: PlacedService[]
  /** Services in it and in all places inside it, each once. */
  serviceIds: ReadonlySet<string>
  /** Replicas in it and in all places inside it. */
  replicas: number
}

/** The mesh as nested places, the fates that have no place, and what runs nowhere known. */
export interface NestedMesh {
  boxes: Box[]
  shared: Domain[]
  unplaced: PlacedService[]
  /** Boxes and services that a full drawing has. */
  size: number
}

const geographic = ['provider', 'region', 'dataCentre', 'zone', 'cluster', 'node']

/**
 * Nests places by their parents and puts services into them. Replica i of a
 * placement runs in its spread domain i mod n; without spread all run in the
 * location itself. The order is the model's.
 */
export function nest(topology: Pick<Topology, 'domains' | 'services' | 'placements'>): NestedMesh {
  const places = topology.domains.filter(({kind}) => geographic.includes(kind))
  const known = new Set(places.map(({id}) => id))
  const homes = replicasByPlace(topology, known)
  const services = new Map(topology.services.map((service) => [service.id, service]))
  const inside = (place: string): PlacedService[] =>
    [...(homes.get(place) ?? [])].flatMap(([id, replicas]) => {
      const service = services.get(id)
      return service ? [{service, replicas}] : []
    })
  const boxOf = (domain: Domain): Box => {
    const boxes = places.filter(({parent}) => parent === domain.id).map(boxOf)
    const own = inside(domain.id)
    const ids = [...own.map(({service}) => service.id), ...boxes.flatMap((b) => [...b.serviceIds])]
    const replicas = [...own, ...boxes].reduce((sum, part) => sum + part.replicas, 0)
    return {domain, boxes, services: own, serviceIds: new Set(ids), replicas}
  }
  const boxes = places.filter(({parent}) => !parent || !known.has(parent)).map(boxOf)
  const placed = new Set(topology.placements.map(({service}) => service))
  const nowhere = topology.services.filter(({id}) => !placed.has(id))
  const unplaced = [...inside(''), ...nowhere.map((service) => ({service, replicas: 0}))]
  const drawn = [...homes.values()].reduce((sum, home) => sum + home.size, 0)
  return {
    boxes,
    shared: topology.domains.filter(({id}) => !known.has(id)),
    unplaced,
    size: places.length + drawn + nowhere.length,
  }
}

/** How many replicas of each service run at each place; '' is a place that is not known. */
function replicasByPlace(
  {placements}: Pick<Topology, 'placements'>,
  known: ReadonlySet<string>,
): Map<string, Map<string, number>> {
  const homes = new Map<string, Map<string, number>>()
  for (const {service, location = '', replicas, spread} of placements) {
    const targets = spread && spread.length > 0 ? spread : [location]
    for (let i = 0; i < (replicas || 1); i++) {
      const target = targets[i % targets.length] ?? ''
      const place = known.has(target) ? target : ''
      const home = homes.get(place) ?? new Map<string, number>()
      home.set(service, (home.get(service) ?? 0) + 1)
      homes.set(place, home)
    }
  }
  return homes
}

/** The places around a domain, outermost first. */
export function pathTo(domains: readonly Domain[], id: string): Domain[] {
  const path: Domain[] = []
  let parent = domains.find((domain) => domain.id === id)?.parent
  while (parent !== undefined) {
    const around = domains.find((domain) => domain.id === parent)
    if (!around || path.includes(around)) break
    path.unshift(around)
    parent = around.parent
  }
  return path
}
