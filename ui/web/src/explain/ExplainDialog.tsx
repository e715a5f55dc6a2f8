import {useCallback, useRef} from 'react'
import {useAssessment} from '../models/useAssessments'
import {PageLink} from '../selection/PageLink'
import {CopyButton} from './CopyButton'
import type {Explained} from './ExplainContext'
import {factsOf} from './facts'

/** Where a figure comes from: definition, formula, window, n, interval, data age, versions, seed. */
export function ExplainDialog({figure, onClose}: {figure: Explained; onClose: () => void}) {
  const {title, estimate} = figure
  const dialog = useRef<HTMLDialogElement | null>(null)
  // A modal dialog keeps the focus inside and gives it back when it closes.
  const open = useCallback((element: HTMLDialogElement | null) => {
    dialog.current = element
    if (element !== null && !element.open) element.showModal()
  }, [])
  const assessment = useAssessment(estimate.assessmentId).data
  return (
    <dialog ref={open} aria-labelledby="explain-title" onClose={onClose}>
      <div className="dialog-head">
        <h2 id="explain-title">{title}</h2>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      {estimate.definition && <p>{estimate.definition}</p>}
      <dl className="facts">
        {factsOf(estimate, assessment).map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <div className="filters">
        <PageLink to="/incidents">Records behind it</PageLink>
        <PageLink to="/data">Parameters and data quality</PageLink>
        <CopyButton label="Copy as JSON" text={() => JSON.stringify(estimate, null, 2)} />
      </div>
    </dialog>
  )
}
