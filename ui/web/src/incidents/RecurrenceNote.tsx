import type {Recurrence} from '../api/types'
import {Notice} from '../parts/Notice'

/** Whether outages came at a steady rate, with the tests behind it. */
export function RecurrenceNote({recurrence}: {recurrence: Recurrence}) {
  const {title, verdict, words, mtbfNow} = recurrence
  const now = mtbfNow?.value !== undefined && `Time between outages now: ${mtbfNow.display}`
  return (
    <Notice kind={verdict === 'trend' ? 'warning' : 'note'}>
      <p>
        <strong>{title}.</strong> {now && `${now}, ${mtbfNow.interval}.`}
      </p>
      <details>
        <summary>Tests behind this</summary>
        <ul>
          {words.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </details>
    </Notice>
  )
}
