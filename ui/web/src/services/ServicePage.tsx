import {useParams} from 'react-router'
import type {Service} from '../api/types'
import {ChartPanels} from '../charts/ChartPanels'
import {minutes, perYear} from '../format'
import {RecurrenceNote} from '../incidents/RecurrenceNote'
import {Figure} from '../parts/Figure'
import {FigureList} from '../parts/FigureList'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {PageLink} from '../selection/PageLink'
import {ImpactFacts} from '../topology/ImpactFacts'
import {counted} from '../topology/words'
import {CallTable} from './CallTable'
import {useService} from './useServices'

/** What records and model say about one service. */
export default function ServicePage() {
  const {service: id = ''} = useParams()
  const query = useService(id)
  const service = query.data?.service
  return (
    <Page title={service?.title ?? id} intro={service && introOf(service)}>
      {service && <Measured service={service} />}
      <Panel
        title="If it is down"
        subtitle={
          <PageLink to={`/topology?select=${encodeURIComponent(id)}`}>Show it on the map</PageLink>
        }
        noun={`service ${id}`}
        query={query}
        empty={{when: ({impact}) => !impact, say: <p>The model does not say whom it would hit.</p>}}
      >
        {({impact}) => impact && <ImpactFacts impact={impact} />}
      </Panel>
      <Panel
        title="Whom it calls, and who calls it"
        noun="calls"
        query={query}
        empty={{
          when: ({callers, callees}) => callers.length + callees.length === 0,
          say: <p>The model has no call from it or to it.</p>,
        }}
      >
        {({callers, callees}) => <CallTable callers={callers} callees={callees} />}
      </Panel>
    </Page>
  )
}

function Measured({service: s}: {service: Service}) {
  const open = s.open > 0 ? `, ${s.open} open` : ''
  return (
    <>
      <FigureList label={`Figures of ${s.title}`} three>
        <Figure
          title="Mean time to restore (MTTR)"
          estimate={s.mttr}
          notes={[`${counted(s.outages, 'outage')} on record${open}`]}
        />
        <Figure title="Mean time between failures (MTBF)" estimate={s.mtbf} />
        <Figure
          title="Availability on record"
          estimate={s.availability}
          notes={[`${minutes(s.downtimeMinutes)} down, overlaps merged`]}
        />
      </FigureList>
      {s.recurrence && <RecurrenceNote recurrence={s.recurrence} />}
      <ChartPanels subject={`service:${s.id}`} />
    </>
  )
}

function introOf(s: Service): string {
  const tier = s.tier === undefined ? '' : `, tier ${s.tier}`
  const owner = s.owner ? `owned by ${s.owner}` : 'no owner'
  return `A ${s.kind}${tier}, ${owner}. Expected downtime from the cut sets it is in: ${perYear(s.minutesPerYear)} min a year.`
}
