import type {ReactNode} from 'react'

/** One column of a DataTable. */
export interface Column<Row> {
  /** Names it in the URL. */
  key: string
  title: string
  cell: (row: Row) => ReactNode
  /** Right-aligned, and sorted from the largest first. */
  number?: boolean
  /** Names the row. */
  rowHeader?: boolean
  /** What to order by; undefined goes last either way. Without it the column cannot be sorted. */
  sortBy?: (row: Row) => number | string | undefined
}

/** The order to take when a column is chosen: first its natural one, then the other, then none. */
export function nextSort<Row>(column: Column<Row>, sort: string): string {
  const up = column.key
  const down = `-${column.key}`
  const [first, second] = column.number ? [down, up] : [up, down]
  if (sort === first) return second
  return sort === second ? '' : first
}

/** Returns the rows ordered by “key” or “-key”; as they are where no column has that key. */
export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: string,
): Row[] {
  const key = sort.replace(/^-/, '')
  const sortBy = columns.find((column) => column.key === key)?.sortBy
  if (!sortBy) return [...rows]
  const sign = sort.startsWith('-') ? -1 : 1
  return rows.toSorted((a, b) => {
    const x = sortBy(a)
    const y = sortBy(b)
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined)
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y)
    return sign * String(x).localeCompare(String(y), 'en')
  })
}
