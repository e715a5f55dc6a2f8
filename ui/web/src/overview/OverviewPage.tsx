import type {FirstScreen} from '../api/types'
import {Failure} from '../parts/Failure'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {PageLink} from '../selection/PageLink'
import {AttentionPanel} from './AttentionPanel'
import {CausesPanel} from './CausesPanel'
import {ChangesPanel} from './ChangesPanel'
import {SelectionBar} from './SelectionBar'
import {SixFigures} from './SixFigures'
import {TrendPanel} from './TrendPanel'
import {useOverview} from './useOverview'
import './overview.css'

/** The first screen: one sentence, one decision, six figures, and what is behind them. */
export default function OverviewPage() {
  const query = useOverview()
  if (query.data === undefined) {
    return (
      <Page title="Overview">
        <Panel title="Reliability" noun="figures" query={query}>
          {() => null}
        </Panel>
      </Page>
    )
  }
  const {overview} = query.data
  return (
    <Page title={overview.headline} intro={<Decision screen={query.data} />}>
      {query.error && <Failure noun="newer figures" error={query.error} retry={query.refetch} />}
      <SelectionBar screen={query.data} />
      <SixFigures figures={overview.figures} />
      <div className="message-columns">
        <TrendPanel query={query} />
        <CausesPanel query={query} />
      </div>
      <div className="columns">
        <AttentionPanel />
        <ChangesPanel query={query} />
      </div>
    </Page>
  )
}

function Decision({screen}: {screen: FirstScreen}) {
  const {decision, scenarioId} = screen.overview
  const to = scenarioId ? `/what-if?scenario=${encodeURIComponent(scenarioId)}` : '/what-if'
  return <PageLink to={to}>{decision}</PageLink>
}
