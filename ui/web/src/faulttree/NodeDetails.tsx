import {number, probability} from '../format'
import {kindOf} from './describe'
import {eventsBelow, type FaultNode, type Graph, type Tree} from './graph'
import {type Importance, useImportance} from './useFaultTree'
import type {TreeState} from './useTreeState'

interface NodeDetailsProps {
  graph: Graph
  state: TreeState
  journey: string
  events: Tree['events']
}

/** The selected gate or event: its numbers, and what can be done with it. */
export function NodeDetails({graph, state, journey, events}: NodeDetailsProps) {
  const importance = useImportance(journey).data
  const at = state.drawn.find(({key}) => key === state.selected)
  if (!at) {
    return (
      <aside className="node-details" aria-label="Details">
        <p className="muted">Select a gate or an event to see its numbers.</p>
      </aside>
    )
  }
  const {node, transfer, open} = at
  const parameter = events.find(({id}) => id === node.id)?.parameter
  const row = importance?.data.find(({event}) => event === node.id)
  return (
    <aside className="node-details" aria-label="Details">
      <h3>{node.label}</h3>
      <p>
        <code>{node.id}</code>
      </p>
      <dl className="facts">
        {factsOf(node, graph, row, parameter).map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {transfer && (
        <button type="button" className="button" onClick={() => state.goTo(node.id)}>
          Go to where it is drawn
        </button>
      )}
      {!transfer && node.inputs.length > 0 && (
        <button type="button" className="button" onClick={() => state.toggle(node.id)}>
          {open ? 'Collapse' : 'Expand'}
        </button>
      )}
    </aside>
  )
}

function factsOf(
  node: FaultNode,
  graph: Graph,
  importance: Importance | undefined,
  parameter: string | undefined,
): [string, string][] {
  const facts: [string, string][] = [['Kind', kindOf(node)]]
  facts.push(['Probability', probability(node.probability)])
  if (node.kind !== 'basic') {
    facts.push(['Inputs', String(node.inputs.length)])
    facts.push(['Basic events below', String(eventsBelow(graph, node.id))])
  }
  if (node.uses > 1) facts.push(['Input of', `${node.uses} gates`])
  if (node.kind === 'basic') facts.push(['Fussell–Vesely', probability(node.fussellVesely)])
  if (importance) {
    facts.push(['Birnbaum', probability(importance.birnbaum)])
    facts.push(['Criticality', probability(importance.criticality)])
    facts.push(['Risk achievement worth', number(importance.riskAchievementWorth)])
    facts.push(['Risk reduction worth', number(importance.riskReductionWorth)])
  }
  if (parameter) facts.push(['Parameter', parameter])
  return facts
}
