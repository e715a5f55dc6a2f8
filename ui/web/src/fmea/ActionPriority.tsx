import type {FMEARow} from '../api/types'
import {Mark} from '../parts/Mark'

const marks = {
  H: {shape: 'octagon', tone: 'breached', word: 'High'},
  M: {shape: 'triangle', tone: 'at-risk', word: 'Medium'},
  L: {shape: 'disc', tone: 'met', word: 'Low'},
} as const

/** An action priority as letter, word, shape and colour. */
export function ActionPriority({priority}: {priority: FMEARow['actionPriority']}) {
  const {shape, tone, word} = marks[priority]
  return (
    <Mark shape={shape} tone={tone}>
      {priority} {word}
    </Mark>
  )
}
