import type {FirstScreen} from '../api/types'
import {age, dateTime} from '../format'
import {ModelSelect} from '../models/ModelSelect'
import {useSelection, withSelection} from '../selection/useSelection'

/** Which model is shown, how old its data are, and the report of the same figures. */
export function SelectionBar({screen}: {screen: FirstScreen}) {
  const selection = useSelection()
  const {model, dataCutoff, overview} = screen
  const seconds = overview.figures.find(({estimate}) => estimate.dataAgeSeconds !== undefined)
    ?.estimate.dataAgeSeconds
  const facts = [
    `Data to ${dateTime(dataCutoff)}`,
    seconds !== undefined && `${age(seconds)} old`,
    `model v${model.version}`,
  ]
  return (
    <div className="filters">
      <ModelSelect shown={model} />
      <span className="muted end">{facts.filter(Boolean).join(' · ')}</span>
      <a className="button" href={withSelection('/api/v1/reports/board.pdf', selection)} download>
        Board report (PDF)
      </a>
    </div>
  )
}
