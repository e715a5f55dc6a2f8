import {useMemo} from 'react'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {BlastRadius, effects} from './BlastRadius'
import {Details} from './Details'
import {EffectTable} from './EffectTable'
import {drawnUnasked, MeshMap} from './MeshMap'
import {nest} from './nest'
import {useMapState} from './useMapState'
import {type Topology, useBlastRadius, useTopology} from './useTopology'
import {counted} from './words'
import './topology.css'

const nothing = {domains: [], services: [], placements: []}

/** Where services run and what they share; what fails when a part does. */
export default function TopologyPage() {
  const query = useTopology()
  const state = useMapState()
  const blast = useBlastRadius(state.failed)
  const mesh = useMemo(() => nest(query.data ?? nothing), [query.data])
  const {table} = state
  const impact = state.failed.length > 0 ? blast.data : undefined
  return (
    <Page
      title="Topology"
      intro="Where services run and what they share. Fail a part to see which services and journeys it takes down."
    >
      <div className="filters">
        <button
          type="button"
          className="button view-button"
          aria-pressed={table}
          onClick={() => state.setTable(!table)}
        >
          Table
        </button>
      </div>
      <div className="topology" data-table={table || undefined}>
        <Panel
          title={table ? 'What each failure does to each journey' : 'Services by place'}
          subtitle={subtitle}
          noun="the topology"
          query={query}
          empty={{
            when: ({domains, services}) => domains.length + services.length === 0,
            say: <p>The model has no domain and no service yet.</p>,
          }}
        >
          {(topology) =>
            table ? (
              <EffectTable topology={topology} />
            ) : (
              <>
                {mesh.size > drawnUnasked && (
                  <p className="note">
                    {mesh.size.toLocaleString('en-GB')} places and services: closed at first, open
                    one to see inside.
                  </p>
                )}
                <MeshMap
                  mesh={mesh}
                  state={state}
                  impact={impact}
                  dependencies={topology.dependencies}
                />
              </>
            )
          }
        </Panel>
        {query.data && !table && (
          <aside className="side" aria-label="Blast radius and details">
            <p className="visually-hidden" aria-live="polite">
              {impact && effects(impact, query.data.services.length)}
            </p>
            {state.failed.length > 0 && (
              <BlastRadius topology={query.data} state={state} query={blast} />
            )}
            <Details topology={query.data} state={state} />
          </aside>
        )}
      </div>
    </Page>
  )
}

function subtitle({domains, services, dependencies}: Topology): string {
  return [
    counted(domains.length, 'failure domain'),
    counted(services.length, 'service'),
    counted(dependencies.length, 'call'),
  ].join(' · ')
}
