import {share} from '../format'
import {EffectMark} from './EffectMark'
import type {Impact} from './useTopology'
import './topology.css'

/** Journeys affected, users down and minutes a year, as the server has them. */
export function ImpactFacts({impact}: {impact: Impact}) {
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Users down</dt>
          <dd>{share(impact.usersDown)}</dd>
        </div>
        <div>
          <dt>Expected downtime</dt>
          <dd>{impact.display || 'known for single failures only'}</dd>
        </div>
      </dl>
      <ul className="effects" aria-label="Journeys">
        {impact.journeys.map(({id, title, effect, usersDown}) => (
          <li key={id}>
            <EffectMark effect={effect} />
            <span>
              {title}
              {usersDown > 0 && <span className="note"> {share(usersDown)} of users</span>}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}
