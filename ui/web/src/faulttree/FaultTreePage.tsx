import {useMemo} from 'react'
import {useSearchParams} from 'react-router'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {Canvas} from './Canvas'
import {CutSetsPanel} from './CutSetsPanel'
import {graphOf, type Tree} from './graph'
import {JourneySelect} from './JourneySelect'
import {Legend} from './Legend'
import {NodeDetails} from './NodeDetails'
import {Outline} from './Outline'
import {type CutSet, useCutSets, useJourneys, useTree} from './useFaultTree'
import {usePatch} from './usePatch'
import {useTreeState} from './useTreeState'
import './faulttree.css'

const noSets: readonly CutSet[] = []
const noTree: Tree = {top: '', gates: [], events: []}

/** The fault tree of a journey, drawn or as an outline, and its minimal cut sets. */
export default function FaultTreePage() {
  const [params] = useSearchParams()
  const patch = usePatch()
  const journeys = useJourneys()
  const journey = params.get('journey') || journeys.data?.[0]?.id || ''
  const name = journeys.data?.find(({id}) => id === journey)?.name ?? journey
  const tree = useTree(journey)
  const cutSets = useCutSets(journey)
  const graph = useMemo(() => graphOf(tree.data ?? noTree), [tree.data])
  const state = useTreeState(graph, cutSets.data?.sets ?? noSets)
  const outline = params.get('view') === 'outline'
  const panel = params.get('panel') !== 'off'
  const onCutSets = () => patch({panel: panel ? 'off' : undefined})
  const waiting = journey === '' ? {...journeys, data: undefined} : tree
  const View = outline ? Outline : Canvas
  return (
    <Page
      title="Fault tree"
      intro="What has to fail for a journey to be down. Gates combine failures; circles fail by themselves."
    >
      <div className="filters">
        <JourneySelect journeys={journeys.data ?? []} shown={journey} />
        <button
          type="button"
          className="button toggle-button"
          aria-pressed={outline}
          onClick={() => patch({view: outline ? undefined : 'outline'})}
        >
          Outline
        </button>
        <button
          type="button"
          className="button toggle-button"
          aria-pressed={panel}
          onClick={onCutSets}
        >
          Cut sets
        </button>
      </div>
      {journeys.data?.length === 0 ? (
        <p>This model has no journey.</p>
      ) : (
        <Panel
          title={`Fault tree of ${name || 'a journey'}`}
          subtitle={({gates, events}) =>
            events.length > 0 &&
            `${graph.nodes.get(graph.top)?.label ?? ''} · ${gates.length} gates, ${events.length} basic events`
          }
          noun="the fault tree"
          query={waiting}
          empty={{when: ({top}) => top === '', say: <Nothing cutSets={cutSets.data?.count} />}}
        >
          {({events}) => (
            <>
              <div className="explorer">
                <View
                  key={journey}
                  graph={graph}
                  state={state}
                  title={name}
                  onCutSets={onCutSets}
                />
                <NodeDetails graph={graph} state={state} journey={journey} events={events} />
              </div>
              <Legend />
            </>
          )}
        </Panel>
      )}
      {panel && journey !== '' && (
        <CutSetsPanel
          query={cutSets}
          chosen={Number(params.get('cutSet')) || 0}
          choose={state.choose}
        />
      )}
    </Page>
  )
}

/** Why there is nothing to draw. */
function Nothing({cutSets}: {cutSets: string | undefined}) {
  if (cutSets === undefined) return <p>There is no tree to draw.</p>
  if (cutSets === '0') return <p>Nothing in the model takes this journey down.</p>
  return <p>This tree is too large to draw. Its cut sets are listed below, most probable first.</p>
}
