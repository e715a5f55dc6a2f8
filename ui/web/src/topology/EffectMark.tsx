import type {ReactNode} from 'react'
import {Mark} from '../parts/Mark'

/** What a failure does to a service or journey. */
export type Effect = 'down' | 'degraded' | 'unaffected'

const marks = {
  down: {shape: 'octagon', tone: 'breached', word: 'down'},
  degraded: {shape: 'triangle', tone: 'at-risk', word: 'degraded'},
  unaffected: {shape: 'disc', tone: 'none', word: 'not affected'},
} as const

/** An effect as shape, word and colour. */
export function EffectMark({effect, children}: {effect: Effect; children?: ReactNode}) {
  const {shape, tone, word} = marks[effect]
  return (
    <Mark shape={shape} tone={tone}>
      {children ?? word}
    </Mark>
  )
}
