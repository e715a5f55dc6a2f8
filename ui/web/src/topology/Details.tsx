import type {ReactNode} from 'react'
import {number} from '../format'
import {CallList} from './CallList'
import {ImpactFacts} from './ImpactFacts'
import {pathTo} from './nest'
import type {MapState} from './useMapState'
import type {Domain, Impact, ModelService, Topology} from './useTopology'
import {kindWords, titleOf} from './words'

interface DetailsProps {
  topology: Topology
  state: MapState
}

/** The selected domain or service: what is known of it, whom it calls, and what fails with it. */
export function Details({topology, state}: DetailsProps) {
  const {selected, failed} = state
  const domain = topology.domains.find(({id}) => id === selected)
  const service = topology.services.find(({id}) => id === selected)
  const subject = domain ?? service
  if (!subject) {
    return (
      <section className="panel">
        <p className="muted">
          Select a place, a shared domain or a service to see what it is, and what fails with it.
        </p>
      </section>
    )
  }
  const impact = topology.impacts.find((i) => i.subject === selected)
  const isFailed = failed.includes(selected)
  return (
    <section className="panel details" aria-label={`Details of ${titleOf(subject)}`}>
      <div className="panel-head">
        <h2>{titleOf(subject)}</h2>
      </div>
      <Facts facts={domain ? domainFacts(topology, domain) : serviceFacts(topology, service)} />
      <button
        type="button"
        className={isFailed ? 'button' : 'button primary'}
        onClick={() => (isFailed ? state.restore(selected) : state.fail(selected))}
      >
        {isFailed ? 'Restore this' : failed.length > 0 ? 'Fail this too' : 'Fail this'}
      </button>
      {impact && !isFailed && <Alone impact={impact} />}
      {service && <CallList topology={topology} id={selected} onSelect={state.select} />}
    </section>
  )
}

function Alone({impact}: {impact: Impact}) {
  return (
    <>
      <h3>If it fails alone</h3>
      <ImpactFacts impact={impact} />
    </>
  )
}

type Fact = [term: string, text: ReactNode]

function Facts({facts}: {facts: readonly Fact[]}) {
  return (
    <dl className="facts">
      {facts.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

function failureFacts(failure: Domain['failure']): Fact[] {
  if (!failure) return [['Failures', 'no data: taken not to fail by itself']]
  const facts: Fact[] = []
  if (failure.perYear !== undefined) facts.push(['Failures', `${number(failure.perYear)} a year`])
  if (failure.meanTimeToRestore) facts.push(['Time to restore', failure.meanTimeToRestore])
  if (failure.source) facts.push(['Source', failure.source])
  return facts
}

function domainFacts({domains}: Topology, domain: Domain): Fact[] {
  const inside = pathTo(domains, domain.id).map(titleOf).join(' ▸ ')
  const facts: Fact[] = [['Kind', kindWords(domain.kind)]]
  if (inside) facts.push(['Inside', inside])
  return [...facts, ...failureFacts(domain.failure)]
}

function serviceFacts({domains, placements}: Topology, service: ModelService | undefined): Fact[] {
  if (!service) return []
  const name = (id: string) => titleOf(domains.find((d) => d.id === id) ?? {id})
  const facts: Fact[] = [['Kind', kindWords(service.kind)]]
  if (service.tier) facts.push(['Tier', String(service.tier)])
  facts.push(['Owner', service.owner || 'no owner'])
  const runs = placements.filter((p) => p.service === service.id)
  if (runs.length > 0) {
    const at = runs.map(
      ({location, replicas = 1, required = 1}) =>
        `${location ? name(location) : 'not named'}: ${required} of ${replicas} needed`,
    )
    facts.push(['Runs at', at.join('; ')])
  }
  if (service.shared && service.shared.length > 0) {
    facts.push(['Shares', service.shared.map(name).join(', ')])
  }
  if (service.failure) facts.push(...failureFacts(service.failure))
  if (service.evidence && service.evidence.length > 0) {
    facts.push(['Found in', service.evidence.join('; ')])
  }
  return facts
}
