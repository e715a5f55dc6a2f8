import type {KeyboardEvent} from 'react'
import type {Estimate} from '../api/types'
import {useExplain} from '../explain/ExplainContext'
import {PageLink} from '../selection/PageLink'
import {StatusMark} from './StatusMark'

interface FigureProps {
  title: string
  estimate: Estimate
  /** After the value: “of 23 judged”. */
  of?: string | undefined
  /** Short lines below it. */
  notes?: readonly string[]
  /** The status in words, of the server. */
  verdict?: string | undefined
  /** The change since the last assessment, in the figure's own unit. */
  change?: string | undefined
  /** The page that says more. */
  link?: string | undefined
}

/**
 * One number with its interval, status and explanation. It owns the states of a
 * number: there, absent with the reason, not judged, of low confidence.
 */
export function Figure({title, estimate, of, notes = [], verdict, change, link}: FigureProps) {
  const explain = useExplain()
  const open = () => explain({title, estimate})
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'e' && !event.ctrlKey && !event.metaKey && !event.altKey) open()
  }
  const known = estimate.value !== undefined
  return (
    <li
      className="figure"
      data-status={estimate.status}
      data-confidence={estimate.confidence}
      onKeyDown={onKeyDown}
    >
      <h2>{link ? <PageLink to={link}>{title}</PageLink> : title}</h2>
      <p className="value">
        <span>
          {known ? estimate.display : '—'} {known && of && <small>{of}</small>}
        </span>
        <button
          type="button"
          className="explain-button"
          aria-label={`Explain ${title}`}
          aria-keyshortcuts="e"
          onClick={open}
        >
          Explain
        </button>
      </p>
      <ul className="notes">
        {linesOf(estimate, notes).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="foot">
        <Verdict estimate={estimate} verdict={verdict} />
        {change && <span className="muted">{change}</span>}
      </p>
    </li>
  )
}

/** What stands under the number: its reason or interval, and the notes of the server. */
function linesOf(estimate: Estimate, notes: readonly string[]): string[] {
  const lines = estimate.confidence === 'D' ? ['low confidence'] : []
  if (estimate.interval && !notes.some((note) => note.includes(estimate.interval ?? ''))) {
    lines.push(estimate.interval)
  }
  lines.push(...notes)
  if (estimate.value === undefined && estimate.reason) lines.push(estimate.reason)
  return [...new Set(lines)]
}

function Verdict({estimate, verdict}: {estimate: Estimate; verdict: string | undefined}) {
  const {status, confidence} = estimate
  return (
    <>
      {status ? <StatusMark status={status} word={verdict} /> : verdict && <span>{verdict}</span>}
      {confidence && <span className="muted">{`confidence ${confidence}`}</span>}
    </>
  )
}
