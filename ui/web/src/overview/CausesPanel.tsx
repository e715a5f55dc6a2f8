import type {Cause, FirstScreen} from '../api/types'
import {Panel, type PanelQuery} from '../parts/Panel'
import {TableRegion} from '../parts/TableRegion'
import {PageLink} from '../selection/PageLink'

/** The address of a cause's cut set in the fault tree of its journey. */
export function cutSetAddress(model: string, cause: Cause): string | undefined {
  if (!cause.journeyId || cause.cutSet === 0) return undefined
  const query = new URLSearchParams({journey: cause.journeyId, cutSet: String(cause.cutSet)})
  return `/models/${encodeURIComponent(model)}/tree?${query}`
}

/** What makes up the expected downtime, worst first, each leading to its cut set. */
export function CausesPanel({query}: {query: PanelQuery<FirstScreen>}) {
  return (
    <Panel
      title={({overview}) => overview.causesTitle}
      subtitle={({model}) => `Minutes per year, share of total; model v${model.version}`}
      noun="causes"
      query={query}
      empty={{
        when: ({overview}) => overview.causes.length === 0,
        say: <p>No cut set takes a critical journey down.</p>,
      }}
    >
      {({model, overview}) => <CausesTable model={model.name} {...overview} />}
    </Panel>
  )
}

interface CausesTableProps {
  model: string
  causes: Cause[]
  otherCauses?: Cause
}

function CausesTable({model, causes, otherCauses}: CausesTableProps) {
  const costs = causes.some(({costDisplay}) => costDisplay)
  return (
    <TableRegion label="Causes of expected downtime, worst first">
      <table>
        <caption className="visually-hidden">Causes of expected downtime, worst first</caption>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Cause</th>
            <th scope="col" className="number">
              min/yr
            </th>
            <th scope="col" className="number">
              share
            </th>
            {costs && (
              <th scope="col" className="number">
                cost/yr
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {[...causes, ...(otherCauses ? [otherCauses] : [])].map((cause) => (
            <tr key={`${cause.journeyId} ${cause.cutSet}`}>
              <td className="muted">{cause.cutSet > 0 && cause.rank}</td>
              <th scope="row">
                <CauseName model={model} cause={cause} />
              </th>
              <td className="number">{cause.display.replace(/\s*min(\/yr)?$/, '')}</td>
              <td className="number">{cause.shareDisplay}</td>
              {costs && <td className="number">{cause.costDisplay ?? '—'}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </TableRegion>
  )
}

function CauseName({model, cause}: {model: string; cause: Cause}) {
  const address = cutSetAddress(model, cause)
  if (address) return <PageLink to={address}>{cause.title}</PageLink>
  return cause.title
}
