import {CausesPanel} from '../overview/CausesPanel'
import {useOverview} from '../overview/useOverview'
import {Figure} from '../parts/Figure'
import {FigureList} from '../parts/FigureList'
import {Page} from '../parts/Page'
import {ScenarioRanking} from './ScenarioRanking'
import {SinglePoints} from './SinglePoints'

/** What to worry about first, and what would help. */
export default function RisksPage() {
  const overview = useOverview()
  const figures =
    overview.data?.overview.figures.filter(({id}) => ['F3', 'F4', 'F5'].includes(id)) ?? []
  return (
    <Page
      title="Risks"
      intro="Causes of expected downtime, single points of failure, and the improvements that were evaluated. All modelled."
    >
      {figures.length > 0 && (
        <FigureList label="Expected downtime, cost and single points" three>
          {figures.map((figure) => (
            <Figure key={figure.id} {...figure} />
          ))}
        </FigureList>
      )}
      <div className="columns">
        <CausesPanel query={overview} />
        <ScenarioRanking />
      </div>
      <SinglePoints />
    </Page>
  )
}
