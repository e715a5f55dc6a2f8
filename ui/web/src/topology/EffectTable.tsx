import {share} from '../format'
import type {Column} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {FilterSelect} from '../parts/FilterSelect'
import {useParam} from '../selection/useParam'
import {EffectMark} from './EffectMark'
import type {Impact, Topology} from './useTopology'
import {kindWords} from './words'

const rank = {down: 0, degraded: 1, unaffected: 2}

function columnsFor(topology: Topology): Column<Impact>[] {
  const kinds = new Map([...topology.domains, ...topology.services].map((p) => [p.id, p.kind]))
  const journeys = topology.impacts[0]?.journeys ?? []
  return [
    {
      key: 'what',
      title: 'If this fails',
      rowHeader: true,
      cell: (i) => (
        <>
          {i.title}
          <span className="note block">{kindWords(kinds.get(i.subject))}</span>
        </>
      ),
      sortBy: (i) => i.title,
    },
    ...journeys.map(({id, title}): Column<Impact> => {
      const of = (i: Impact) => i.journeys.find((journey) => journey.id === id)
      return {
        key: `journey-${id}`,
        title,
        cell: (i) => {
          const effect = of(i)
          if (!effect) return '—'
          return (
            <>
              <EffectMark effect={effect.effect} />
              {effect.usersDown > 0 && (
                <span className="note">{share(effect.usersDown)} of users</span>
              )}
            </>
          )
        },
        sortBy: (i) => rank[of(i)?.effect ?? 'unaffected'],
      }
    }),
    {
      key: 'users',
      title: 'Users down',
      number: true,
      cell: (i) => share(i.usersDown),
      sortBy: (i) => i.usersDown,
    },
    {
      key: 'minutes',
      title: 'Expected downtime',
      number: true,
      cell: (i) => i.display,
      sortBy: (i) => i.minutesPerYear,
    },
  ]
}

/** What each failure alone does to each journey. */
export function EffectTable({topology}: {topology: Topology}) {
  const [kind] = useParam('of')
  const rows = topology.impacts.filter((i) => kind === '' || i.kind === kind)
  return (
    <>
      <div className="filters">
        <FilterSelect
          label="Show"
          name="of"
          options={[
            ['domain', 'Failure domains'],
            ['service', 'Services'],
          ]}
        />
      </div>
      <DataTable
        caption="Effect of each failure on each journey"
        columns={columnsFor(topology)}
        rows={rows}
        rowKey={(i) => `${i.kind} ${i.subject}`}
        order="as in the model"
      />
    </>
  )
}
