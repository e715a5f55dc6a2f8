import type {FMEARow} from '../api/types'
import {minutes, number, perYear} from '../format'
import type {Column} from '../parts/columns'
import {ActionPriority} from './ActionPriority'

const order = {H: 0, M: 1, L: 2}

/** The columns of the worksheet. */
export const columns: readonly Column<FMEARow>[] = [
  {
    key: 'item',
    title: 'Item and failure mode',
    rowHeader: true,
    cell: (row) => (
      <>
        {row.item}
        <span className="note block">{row.mode}</span>
      </>
    ),
    sortBy: (row) => `${row.item} ${row.mode}`,
  },
  {
    key: 'effect',
    title: 'Effect on journeys',
    cell: (row) => (
      <>
        {row.journeyEffect}
        <span className="note block">{row.localEffect}</span>
      </>
    ),
    sortBy: (row) => row.journeyEffect,
  },
  {
    key: 'severity',
    title: 'S',
    number: true,
    cell: (row) => row.severity,
    sortBy: (row) => row.severity,
  },
  {key: 'cause', title: 'Cause', cell: (row) => row.cause, sortBy: (row) => row.cause},
  {
    key: 'occurrence',
    title: 'O',
    number: true,
    cell: (row) => row.occurrence,
    sortBy: (row) => row.occurrence,
  },
  {
    key: 'control',
    title: 'Detected by',
    cell: (row) => row.detectionControl,
    sortBy: (row) => row.detectionControl,
  },
  {
    key: 'detectionRank',
    title: 'D',
    number: true,
    cell: (row) => row.detection,
    sortBy: (row) => row.detection,
  },
  {
    key: 'priority',
    title: 'AP',
    cell: (row) => <ActionPriority priority={row.actionPriority} />,
    sortBy: (row) => order[row.actionPriority],
  },
  {key: 'rpn', title: 'RPN', number: true, cell: (row) => row.rpn, sortBy: (row) => row.rpn},
  {
    key: 'rate',
    title: 'Failures /yr',
    number: true,
    cell: (row) => number(row.ratePerYear),
    sortBy: (row) => row.ratePerYear,
  },
  {
    key: 'mttr',
    title: 'MTTR',
    number: true,
    cell: (row) => minutes(row.restoreHours * 60),
    sortBy: (row) => row.restoreHours,
  },
  {
    key: 'minutes',
    title: 'min/yr',
    number: true,
    cell: (row) => perYear(row.minutesPerYear),
    sortBy: (row) => row.minutesPerYear,
  },
  {
    key: 'basis',
    title: 'Basis of the ranks',
    cell: (row) => <span className="note">{row.basis}</span>,
  },
]
