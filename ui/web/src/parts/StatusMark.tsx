import type {Status} from '../api/types'
import {Mark, type Shape} from './Mark'
import {statusWords} from './status'

const shapes: Record<Status, Shape> = {
  met: 'check',
  'at-risk': 'triangle',
  breached: 'octagon',
  'not-judged': 'diamond',
}

/** The status of an estimate, in the server's words where it has some. */
export function StatusMark({status, word}: {status: Status; word?: string | undefined}) {
  return (
    <Mark shape={shapes[status]} tone={status}>
      {word || statusWords[status]}
    </Mark>
  )
}
