import {count, probability} from '../format'
import type {FaultNode} from './graph'
import type {Occurrence} from './occurrence'

/** What kind of thing a node is: “OR”, “2 of 3”, “basic event”. */
export function kindOf({kind, k, inputs}: FaultNode): string {
  if (kind === 'basic') return 'basic event'
  if (kind === 'atLeast') return `${k} of ${inputs.length}`
  return kind.toUpperCase()
}

/** The value line: probability, and importance where it is known. */
export function valueLine(node: FaultNode): string {
  if (node.fussellVesely === undefined) return probability(node.probability)
  return `${probability(node.probability)} · FV ${probability(node.fussellVesely)}`
}

/** “1 event”, “46 events” */
export function events(n: number): string {
  return n === 1 ? '1 event' : `${count(n)} events`
}

/** A node in one sentence, for announcements. */
export function describe({node, transfer, open}: Occurrence): string {
  const parts = [node.label]
  if (node.kind === 'basic') parts.push('basic event')
  else parts.push(`gate ${kindOf(node)}, ${node.inputs.length} inputs`)
  parts.push(`probability ${probability(node.probability)}`)
  if (node.fussellVesely !== undefined) {
    parts.push(`Fussell–Vesely ${probability(node.fussellVesely)}, class ${node.heat} of 5`)
  }
  if (transfer) parts.push('drawn elsewhere: Enter goes there')
  else if (node.inputs.length > 0) parts.push(open ? 'expanded' : 'collapsed')
  return parts.join(', ')
}

/** Breaks a text into lines of so many characters; the last ends in … where there was more. */
export function wrap(text: string, width: number, lines: number): string[] {
  const out: string[] = []
  let rest = text.trim()
  while (rest.length > width && out.length < lines - 1) {
    const space = rest.lastIndexOf(' ', width)
    const end = space > width / 3 ? space : width
    out.push(rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return [...out, shorten(rest, width)]
}

/** Cuts a text to so many characters. */
export function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1).trimEnd()}…` : text
}
