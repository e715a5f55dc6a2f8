import type {Dependency, Topology} from './useTopology'
import {titleOf} from './words'

interface CallListProps {
  topology: Topology
  id: string
  onSelect: (id: string) => void
}

/** What a service calls and who calls it, and how that is known. */
export function CallList({topology, id, onSelect}: CallListProps) {
  const out = topology.dependencies.filter(({from}) => from === id)
  const into = topology.dependencies.filter(({to}) => to === id)
  const name = (of: string) => titleOf(topology.services.find((s) => s.id === of) ?? {id: of})
  const list = (title: string, calls: readonly Dependency[], end: 'from' | 'to') => (
    <>
      <h3>{title}</h3>
      {calls.length === 0 ? (
        <p className="note">none known</p>
      ) : (
        <ul className="calls" aria-label={title}>
          {calls.map((call) => (
            <li key={call[end]}>
              <button type="button" className="explain-button" onClick={() => onSelect(call[end])}>
                {name(call[end])}
              </button>
              <span className="note">{describeCall(call)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
  return (
    <>
      {list(`Calls (${out.length})`, out, 'to')}
      {list(`Called by (${into.length})`, into, 'from')}
    </>
  )
}

/** What is known of a call: its kind, what the mesh does to it, and the evidence. */
export function describeCall({kind, buffer, fallback, failover, policy, evidence}: Dependency) {
  const parts = [kind || 'hard']
  if (buffer) parts.push(`buffer ${buffer}`)
  if (policy?.timeout) parts.push(`timeout ${policy.timeout}`)
  if (policy?.retries) parts.push(`${policy.retries} ${policy.retries === 1 ? 'retry' : 'retries'}`)
  if (fallback) parts.push('fallback')
  if (failover?.outlierDetection) parts.push('failover')
  if (evidence && evidence.length > 0) parts.push(evidence.join('; '))
  return parts.join(' · ')
}
