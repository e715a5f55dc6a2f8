import {useId} from 'react'
import {Panel, type PanelQuery} from '../parts/Panel'
import {ImpactFacts} from './ImpactFacts'
import type {MapState} from './useMapState'
import type {Impact, Topology} from './useTopology'
import {counted, titleOf} from './words'

interface BlastRadiusProps {
  topology: Topology
  state: MapState
  query: PanelQuery<Impact>
}

/** What the failures take down together: journeys, users, services. */
export function BlastRadius({topology, state, query}: BlastRadiusProps) {
  const {failed} = state
  const parts = [...topology.domains, ...topology.services]
  const name = (id: string) => titleOf(parts.find((part) => part.id === id) ?? {id})
  return (
    <>
      <Panel
        title={`If ${failed.map(name).join(' and ')} ${failed.length === 1 ? 'fails' : 'fail'}`}
        noun="the blast radius"
        query={query}
      >
        {(impact) => (
          <>
            <ImpactFacts impact={impact} />
            <p className="note">{effects(impact, topology.services.length)}</p>
          </>
        )}
      </Panel>
      <div className="failed">
        {failed.map((id) => (
          <button key={id} type="button" className="button" onClick={() => state.restore(id)}>
            Restore {name(id)}
          </button>
        ))}
        <FailAnother topology={topology} state={state} />
        <button type="button" className="button" onClick={state.clear}>
          Clear
        </button>
      </div>
    </>
  )
}

/** How many services there are of each class. */
export function effects({services}: Impact, total: number): string {
  const down = services.filter(({effect}) => effect === 'down').length
  const degraded = services.length - down
  return `${counted(down, 'service')} down · ${degraded} degraded · ${total - services.length} not affected`
}

/** Adds a failure, of all domains and services. */
function FailAnother({topology, state}: {topology: Topology; state: MapState}) {
  const id = useId()
  const groups = [
    ['Domains', topology.domains],
    ['Services', topology.services],
  ] as const
  return (
    <span className="field">
      <label htmlFor={id}>Fail another</label>
      <select id={id} value="" onChange={(event) => state.fail(event.target.value)}>
        <option value="">choose …</option>
        {groups.map(([label, parts]) => (
          <optgroup key={label} label={label}>
            {parts
              .filter((part) => !state.failed.includes(part.id))
              .map((part) => (
                <option key={part.id} value={part.id}>
                  {titleOf(part)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </span>
  )
}
