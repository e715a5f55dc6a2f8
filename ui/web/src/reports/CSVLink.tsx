import {useSelection, withSelection} from '../selection/useSelection'
import {useReports} from './useReports'

/** The whole table as CSV, where the server has a table of that name. */
export function CSVLink({table}: {table: string}) {
  const selection = useSelection()
  const report = useReports().data?.find(({kind, name}) => kind === 'table' && name === table)
  if (!report) return null
  return (
    <a href={withSelection(`${report.href}?bom=true`, selection)} download>
      CSV of all rows
    </a>
  )
}
