import type {TrendPoint} from '../api/types'
import {availability, month} from '../format'
import {useWidth} from '../parts/useWidth'
import {type Box, bandPath, layOut, linePath, type Mark, runs, whiskerPath} from './trend'
import {missLabels, targetLabels} from './trendLabels'

interface TrendChartProps {
  /** What the chart says, for those who do not see it. */
  message: string
  points: readonly TrendPoint[]
  target: number | undefined
}

/** Attained availability by month: line, 90 % intervals, target, misses labelled, gaps as gaps. */
export function TrendChart({message, points, target}: TrendChartProps) {
  const [measure, width] = useWidth(640)
  const wide = width >= 480
  const box: Box = {width, height: 230, left: 56, right: wide ? 96 : 12, top: 12, bottom: 26}
  const {marks, ticks, targetY} = layOut(points, target, box)
  const taken = targetY === undefined ? [] : targetLabels(targetY, availability(target), box)
  return (
    <div ref={measure}>
      <svg
        className="trend"
        role="img"
        aria-label={describe(message, points)}
        width={width}
        height={box.height}
      >
        {ticks.map(({y, label}) => (
          <g key={label}>
            <line className="grid" x1={box.left - 4} x2={width - box.right} y1={y} y2={y} />
            <text className="axis" x={box.left - 10} y={y + 4} textAnchor="end">
              {label}
            </text>
          </g>
        ))}
        <Gaps marks={marks} box={box} />
        {runs(marks).map((run) => (
          <g key={run[0]?.point.month}>
            <Intervals run={run} />
            <path className="line" d={linePath(run)} />
          </g>
        ))}
        {targetY !== undefined && (
          <line
            className="target"
            x1={box.left - 4}
            x2={width - box.right}
            y1={targetY}
            y2={targetY}
          />
        )}
        <Marks marks={marks} />
        {[...taken, ...missLabels(marks, targetY, box, taken)].map(({x, y, anchor, text}) => (
          <text key={`${text} ${x}`} className="label" x={x} y={y} textAnchor={anchor}>
            {text}
          </text>
        ))}
        <Months marks={marks} box={box} />
      </svg>
    </div>
  )
}

function describe(message: string, points: readonly TrendPoint[]): string {
  const known = points.filter(({estimate}) => estimate.value !== undefined)
  const ordered = known.toSorted((a, b) => (a.estimate.value ?? 0) - (b.estimate.value ?? 0))
  const [worst, best] = [ordered[0], ordered.at(-1)]
  if (!worst || !best) return `${message}. No month has data.`
  const gaps = points.length - known.length
  const extremes = `Lowest ${worst.estimate.display} in ${month(worst.month)}, highest ${best.estimate.display} in ${month(best.month)}.`
  return `${message}. ${extremes}${gaps > 0 ? ` ${gaps} months without data.` : ''}`
}

/** The intervals of a run of months: a band, or whiskers where some month has none. */
function Intervals({run}: {run: readonly Mark[]}) {
  const band = bandPath(run)
  if (band !== '') return <path className="band" d={band} />
  return run.map((mark) => (
    <path key={mark.point.month} className="whisker" d={whiskerPath(mark)} />
  ))
}

function Marks({marks}: {marks: readonly Mark[]}) {
  const last = marks.findLast(({y}) => y !== undefined)
  return marks.map(({point, x, y}) => {
    if (y === undefined) return null
    if (point.estimate.status === 'breached') {
      return (
        <rect key={point.month} className="miss" x={x - 4.5} y={y - 4.5} width="9" height="9" />
      )
    }
    const alone = point === last?.point
    return <circle key={point.month} className="point" cx={x} cy={y} r={alone ? 4 : 2} />
  })
}

function Gaps({marks, box}: {marks: readonly Mark[]; box: Box}) {
  const slot = (box.width - box.left - box.right) / Math.max(1, marks.length - 1)
  return marks
    .filter(({y}) => y === undefined)
    .map(({point, x}) => (
      <rect
        key={point.month}
        className="gap"
        x={Math.max(box.left, x - slot / 2)}
        width={slot}
        y={box.top}
        height={box.height - box.top - box.bottom}
      >
        <title>{`${month(point.month)}: ${point.estimate.reason ?? 'no data'}`}</title>
      </rect>
    ))
}

function Months({marks, box}: {marks: readonly Mark[]; box: Box}) {
  const every = box.width < 480 ? 3 : 2
  return marks.map(({point, x}, i) =>
    i % every === 0 ? (
      <text key={point.month} className="axis" x={x} y={box.height - 5} textAnchor="middle">
        {month(point.month)}
      </text>
    ) : null,
  )
}
