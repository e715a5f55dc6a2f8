import {Failure} from '../parts/Failure'
import {Panel} from '../parts/Panel'
import {useWidth} from '../parts/useWidth'
import {useSelection, withSelection} from '../selection/useSelection'
import {Drawing} from './Drawing'
import {type ChartHeader, useCharts, useDrawing} from './useCharts'
import './charts.css'

const words: Record<ChartHeader['name'], {title: string; noun: string}> = {
  outages: {title: 'How outages came', noun: 'the chart of outages'},
  restore: {title: 'How long they lasted', noun: 'the chart of times to restore'},
}

/** The charts of a subject, each in a panel; nothing where it has too few outages for one. */
export function ChartPanels({subject}: {subject: string}) {
  const {data: charts = [], error, refetch} = useCharts(subject)
  if (error !== null) return <Failure noun="charts" error={error} retry={refetch} />
  if (charts.length === 0) return null
  return (
    <div className="charts">
      {charts.map((chart) => (
        <ChartPanel key={`${chart.subject} ${chart.name}`} chart={chart} />
      ))}
    </div>
  )
}

function ChartPanel({chart}: {chart: ChartHeader}) {
  const [measure, width] = useWidth(594) // of one of two side by side
  const {title, noun} = words[chart.name]
  const selection = useSelection()
  return (
    <div ref={measure}>
      <Panel
        title={title}
        noun={noun}
        query={useDrawing(chart, width - besideDrawing)}
        actions={
          <a href={withSelection(chart.href, selection)}>
            SVG <span className="visually-hidden">of {noun}</span>
          </a>
        }
      >
        {(svg) => <Drawing svg={svg} />}
      </Panel>
    </div>
  )
}

/** Padding and border of a panel. */
const besideDrawing = 34
