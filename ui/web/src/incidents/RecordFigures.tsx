import type {Records} from '../api/types'
import {count, date, minutes} from '../format'
import {Figure} from '../parts/Figure'
import {FigureList} from '../parts/FigureList'

/** Mean times and availability over all counted incidents. */
export function RecordFigures({records}: {records: Records}) {
  const window = records.from && records.to ? [`${date(records.from)} to ${date(records.to)}`] : []
  return (
    <FigureList label="Figures of the records" three>
      <Figure
        title="Mean time to restore (MTTR)"
        estimate={records.mttr}
        notes={[`over ${count(records.counted)} counted incidents`]}
      />
      <Figure title="Mean time between failures (MTBF)" estimate={records.mtbf} notes={window} />
      <Figure
        title="Availability, all records together"
        estimate={records.availability}
        notes={[`${minutes(records.downtimeMinutes)} down, overlaps merged`]}
      />
    </FigureList>
  )
}
