import {useOverview} from '../overview/useOverview'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {useParam} from '../selection/useParam'
import {Comparison} from './Comparison'
import {useScenarios} from './useScenarios'

/** The evaluated scenarios beside what is today. */
export default function WhatIfPage() {
  const query = useScenarios()
  const today = useOverview().data
  const [chosen] = useParam('scenario')
  return (
    <Page
      title="What-if comparison"
      intro="Each scenario is evaluated on the same random numbers as today’s model, so that a difference is the scenario’s and not chance."
    >
      <Panel
        title={(scenarios) => `Today and ${scenarios.length} scenarios`}
        subtitle="Modelled, per year of operation"
        noun="scenarios"
        query={query}
        empty={{
          when: (scenarios) => scenarios.length === 0,
          say: (
            <p>
              No improvement has been evaluated yet. Add one under “scenarios” in the model file,
              then analyse it.
            </p>
          ),
        }}
      >
        {(scenarios) => <Comparison scenarios={scenarios} today={today} chosen={chosen} />}
      </Panel>
    </Page>
  )
}
