import type {Status} from '../api/types'

/** The words for statuses, as the reports print them. */
export const statusWords: Record<Status, string> = {
  met: 'Met',
  'at-risk': 'At risk',
  breached: 'Breached',
  'not-judged': 'Not judged',
}
