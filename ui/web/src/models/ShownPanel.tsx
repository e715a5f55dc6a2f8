import type {Assessment} from '../api/types'
import {count, dateTime} from '../format'
import {Panel} from '../parts/Panel'
import {useAssessment} from './useAssessments'

function factsOf(a: Assessment): [string, string][] {
  return [
    ['Assessment', a.id],
    ['Model', `${a.model.title} (${a.model.name}), version ${a.model.version}`],
    ['Model digest', a.model.digest],
    ['Inputs digest', a.inputsDigest],
    ['Data to', dateTime(a.dataCutoff)],
    ['Engine version', a.engineVersion],
    ['Seed', String(a.seed)],
    ['Samples', count(a.samples)],
  ]
}

/** What reproduces the assessment that the pages show. */
export function ShownPanel({id}: {id: string}) {
  return (
    <Panel
      title="The assessment shown now"
      subtitle="The same inputs, seed and engine version give the same figures"
      noun="the assessment"
      query={useAssessment(id)}
    >
      {(a) => (
        <dl className="facts">
          {factsOf(a).map(([term, text]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  )
}
