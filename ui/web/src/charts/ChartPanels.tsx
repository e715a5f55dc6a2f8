import {Panel} from '../parts/Panel'
import {Drawing} from './Drawing'
import {type ChartHeader, useCharts, useDrawing} from './useCharts'
import './charts.css'

/** The charts of a subject, each in a panel; nothing where it has too few outages for one. */
export function ChartPanels({subject}: {subject: string}) {
  const {data: charts = []} = useCharts(subject)
  if (charts.length === 0) return null
  return (
    <div className="charts">
      {charts.map((chart) => (
        <ChartPanel key={chart.name} chart={chart} />
      ))}
    </div>
  )
}

const nouns: Record<ChartHeader['name'], string> = {
  outages: 'the chart of outages',
  restore: 'the chart of times to restore',
}

function ChartPanel({chart}: {chart: ChartHeader}) {
  return (
    <Panel
      title={titles[chart.name]}
      noun={nouns[chart.name]}
      query={useDrawing(chart)}
      actions={<a href={chart.href}>SVG</a>}
    >
      {(svg) => <Drawing svg={svg} />}
    </Panel>
  )
}

const titles: Record<ChartHeader['name'], string> = {
  outages: 'How outages came',
  restore: 'How long they lasted',
}
