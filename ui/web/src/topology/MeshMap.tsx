import {type Effect, EffectMark} from './EffectMark'
import type {Box, NestedMesh, PlacedService} from './nest'
import type {MapState} from './useMapState'
import type {Dependency, Domain, Impact} from './useTopology'
import {counted, kindWords, titleOf} from './words'

/** A mesh with more boxes and services than this opens with its outermost boxes closed. */
export const drawnUnasked = 300

interface MeshMapProps {
  mesh: NestedMesh
  state: MapState
  /** What the failures take down; absent while nothing failed, or on its way. */
  impact: Impact | undefined
  dependencies: readonly Dependency[]
}

/** What the parts of the map need: the state, and what to say of each service. */
interface MapProps {
  mesh: NestedMesh
  state: MapState
  /** Of the services that are hit, by ID; absent while nothing failed. */
  effects: ReadonlyMap<string, Effect> | undefined
  /** Of the services that are linked to the selected one, by ID. */
  relations: ReadonlyMap<string, string>
}

/** The mesh as boxes in boxes with services inside. */
export function MeshMap({mesh, state, impact, dependencies}: MeshMapProps) {
  const effects = impact && new Map(impact.services.map(({id, effect}) => [id, effect]))
  const props = {mesh, state, effects, relations: relationsOf(dependencies, state.selected)}
  return (
    <div className="mesh-map">
      {mesh.boxes.length > 0 && (
        <ul className="boxes" aria-label="Places">
          {mesh.boxes.map((box) => (
            <BoxItem key={box.domain.id} box={box} {...props} />
          ))}
        </ul>
      )}
      {mesh.unplaced.length > 0 && (
        <section className="box" aria-label="Not placed">
          <p className="box-title">Not placed</p>
          <Services services={mesh.unplaced} {...props} />
        </section>
      )}
      {mesh.shared.length > 0 && (
        <section className="box shared" aria-label="Shared by services wherever they run">
          <p className="box-title">Shared</p>
          <ul className="services">
            {mesh.shared.map((domain) => (
              <li key={domain.id}>
                <DomainButton domain={domain} state={state} className="service" />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function BoxItem({box, ...props}: MapProps & {box: Box}) {
  const {mesh, state, effects} = props
  const {domain, boxes, services} = box
  const open = mesh.size <= drawnUnasked !== state.toggled.has(domain.id)
  return (
    <li className="box" data-failed={state.failed.includes(domain.id) || undefined}>
      <div className="box-head">
        <button
          type="button"
          className="fold"
          aria-expanded={open}
          onClick={() => state.toggle(domain.id)}
        >
          <span aria-hidden="true">{open ? '▾' : '▸'}</span>
          <span className="visually-hidden">Inside of {titleOf(domain)}</span>
        </button>
        <DomainButton domain={domain} state={state} className="box-title" />
      </div>
      {!open && <Summary box={box} effects={effects} />}
      {open && services.length > 0 && <Services services={services} {...props} />}
      {open && boxes.length > 0 && (
        <ul className="boxes">
          {boxes.map((inner) => (
            <BoxItem key={inner.domain.id} box={inner} {...props} />
          ))}
        </ul>
      )}
    </li>
  )
}

interface DomainButtonProps {
  domain: Domain
  state: MapState
  className: string
}

function DomainButton({domain, state, className}: DomainButtonProps) {
  return (
    <button
      type="button"
      className={className}
      aria-pressed={state.selected === domain.id}
      onClick={() => state.select(domain.id)}
    >
      <span className="name">{titleOf(domain)}</span>{' '}
      <span className="note">{kindWords(domain.kind)}</span>
      {state.failed.includes(domain.id) && <EffectMark effect="down">failed</EffectMark>}
    </button>
  )
}

/** What a closed box holds, and how much of it is hit. */
function Summary({box, effects}: {box: Box; effects: MapProps['effects']}) {
  const hit = (effect: Effect) =>
    [...box.serviceIds].filter((id) => effects?.get(id) === effect).length
  const [down, degraded] = [hit('down'), hit('degraded')]
  return (
    <p className="note summary">
      {counted(box.serviceIds.size, 'service')} · {counted(box.replicas, 'replica')}
      {down > 0 && <EffectMark effect="down">{down} down</EffectMark>}
      {degraded > 0 && <EffectMark effect="degraded">{degraded} degraded</EffectMark>}
    </p>
  )
}

function Services(props: MapProps & {services: readonly PlacedService[]}) {
  const {services, state, effects, relations} = props
  return (
    <ul className="services">
      {services.map((placed) => {
        const {id} = placed.service
        return (
          <li key={id}>
            <ServiceButton
              placed={placed}
              selected={state.selected === id}
              relation={relations.get(id)}
              effect={effects && (effects.get(id) ?? 'unaffected')}
              onSelect={() => state.select(id)}
            />
          </li>
        )
      })}
    </ul>
  )
}

/** How services are linked to the selected one. */
function relationsOf(calls: readonly Dependency[], selected: string): Map<string, string> {
  const relations = new Map<string, string>()
  for (const {from, to} of calls) {
    if (from === selected) relations.set(to, '← called by it')
    if (to === selected) relations.set(from, '→ calls it')
  }
  return relations
}

interface ServiceButtonProps {
  placed: PlacedService
  selected: boolean
  relation: string | undefined
  effect: Effect | undefined
  onSelect: () => void
}

function ServiceButton({placed, selected, relation, effect, onSelect}: ServiceButtonProps) {
  const {service, replicas} = placed
  return (
    <button
      type="button"
      className="service"
      aria-pressed={selected}
      data-effect={effect}
      data-related={relation !== undefined || undefined}
      onClick={onSelect}
    >
      <span className="name">{titleOf(service)}</span>{' '}
      <span className="note">
        {kindWords(service.kind)}
        {replicas > 0 && <Replicas count={replicas} />}
      </span>
      {relation && <span className="note relation">{relation}</span>}
      {effect && <EffectMark effect={effect} />}
    </button>
  )
}

/** One dot for each replica; a number where there are many. */
function Replicas({count}: {count: number}) {
  return (
    <>
      <span className="replicas" aria-hidden="true">
        {count > 6 ? `● × ${count}` : '●'.repeat(count)}
      </span>
      <span className="visually-hidden">, {counted(count, 'replica')}</span>
    </>
  )
}
