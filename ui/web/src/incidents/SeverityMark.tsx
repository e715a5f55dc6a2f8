import {Mark} from '../parts/Mark'

const marks = {
  critical: {shape: 'octagon', tone: 'breached', word: 'Critical'},
  major: {shape: 'triangle', tone: 'at-risk', word: 'Major'},
  minor: {shape: 'triangleOutline', tone: 'none', word: 'Minor'},
  none: {shape: 'disc', tone: 'none', word: 'None'},
  maintenance: {shape: 'dash', tone: 'none', word: 'Maintenance'},
} as const

function known(severity: string): severity is keyof typeof marks {
  return severity in marks
}

/** The severity of an incident as recorded. */
export function SeverityMark({severity}: {severity: string}) {
  if (!known(severity)) return <>{severity}</>
  const {word, ...mark} = marks[severity]
  return <Mark {...mark}>{word}</Mark>
}
