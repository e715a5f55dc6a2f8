import {date} from '../format'
import {useWidth} from '../parts/useWidth'
import type {Day} from './strip'
import './incidents.css'

const heights: Record<string, number> = {
  critical: 40,
  major: 30,
  minor: 20,
  none: 10,
  maintenance: 6,
}

/** Ninety days as bars: height and colour by the worst severity of the day. */
export function DayStrip({days}: {days: readonly Day[]}) {
  const [measure, width] = useWidth(640)
  const slot = width / days.length
  const hit = days.filter(({worst}) => worst !== undefined).length
  const unknown = days.filter(({covered}) => !covered).length
  const message = `${hit} of ${days.length} days had an incident.${unknown > 0 ? ` Nothing is known about ${unknown} days.` : ''}`
  return (
    <div ref={measure}>
      <svg className="strip" role="img" aria-label={message} width={width} height={44}>
        {days.map(({start, worst, covered, incidents}, i) => {
          const height = worst === undefined ? 3 : (heights[worst] ?? 10)
          const kind = worst ?? (covered ? 'quiet' : 'unknown')
          return (
            <rect
              key={start}
              data-kind={kind}
              x={i * slot + slot * 0.12}
              width={slot * 0.76}
              y={42 - (kind === 'unknown' ? 12 : height)}
              height={kind === 'unknown' ? 12 : height}
            >
              <title>{`${date(new Date(start).toISOString())}: ${incidents.map(({title}) => title).join('; ') || (covered ? 'no incident recorded' : 'no records')}`}</title>
            </rect>
          )
        })}
      </svg>
      <p className="strip-ends note">
        <span>{date(new Date(days[0]?.start ?? 0).toISOString())}</span>
        <span>{date(new Date(days.at(-1)?.start ?? 0).toISOString())}</span>
      </p>
    </div>
  )
}
