import type {ReactNode} from 'react'
import {useParam} from '../selection/useParam'
import {type Column, nextSort, sorted} from './columns'
import {TableRegion} from './TableRegion'

interface DataTableProps<Row> {
  /** Says what the rows are; read out, and shown where the panel has no title for them. */
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Of the URL's parameters, where a page has several tables. */
  name?: string
  /** The order of the server, in words, where no column is chosen. */
  order?: string
  /** Rows drawn before “Show all”. */
  limit?: number
  foot?: ReactNode
}

/** A table whose sort order lives in the URL. It scrolls sideways within itself. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {caption, columns, rows, rowKey, name = '', order, limit = 100, foot} = props
  const [sort, setSort] = useParam(`${name}sort`)
  const [all, setAll] = useParam(`${name}all`)
  const ordered = sorted(rows, columns, sort)
  const shown = all === '' ? ordered.slice(0, limit) : ordered
  const hidden = ordered.length - shown.length
  return (
    <>
      <TableRegion label={caption}>
        <table>
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <Heading key={column.key} column={column} sort={sort} onSort={setSort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={rowKey(row)}>
                {columns.map((column) => (
                  <Cell key={column.key} column={column} row={row} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableRegion>
      <div className="table-foot">
        <span>
          {hidden > 0
            ? `Showing ${shown.length} of ${ordered.length}`
            : ordered.length === 1
              ? '1 row'
              : `${ordered.length} rows`}
          {sort === '' && order && `, ${order}`}
        </span>
        {hidden > 0 && (
          <button type="button" className="explain-button" onClick={() => setAll('1')}>
            Show all {ordered.length}
          </button>
        )}
        {foot}
      </div>
    </>
  )
}

interface HeadingProps<Row> {
  column: Column<Row>
  sort: string
  onSort: (sort: string) => void
}

function Heading<Row>({column, sort, onSort}: HeadingProps<Row>) {
  const className = column.number ? 'number' : undefined
  if (!column.sortBy) {
    return (
      <th scope="col" className={className}>
        {column.title}
      </th>
    )
  }
  const direction =
    sort === column.key ? 'ascending' : sort === `-${column.key}` ? 'descending' : 'none'
  return (
    <th scope="col" className={className} aria-sort={direction}>
      <button type="button" className="sort" onClick={() => onSort(nextSort(column, sort))}>
        {column.title}
        <span className="arrow" aria-hidden="true">
          {direction === 'ascending' ? '↑' : direction === 'descending' ? '↓' : ''}
        </span>
      </button>
    </th>
  )
}

function Cell<Row>({column, row}: {column: Column<Row>; row: Row}) {
  const className = column.number ? 'number' : undefined
  if (column.rowHeader) {
    return (
      <th scope="row" className={className}>
        {column.cell(row)}
      </th>
    )
  }
  return <td className={className}>{column.cell(row)}</td>
}
