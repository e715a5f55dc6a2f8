import type {Estimate} from '../api/types'
import {useExplain} from '../explain/ExplainContext'

/**
 * An estimate inside a table or sentence: its value opens the explanation, its
 * interval stands below. Without a value: a dash and the reason.
 */
export function EstimateValue({title, estimate}: {title: string; estimate: Estimate}) {
  const explain = useExplain()
  const open = () => explain({title, estimate})
  const low = estimate.confidence === 'D'
  const known = estimate.value !== undefined
  const detail = known ? estimate.interval : estimate.reason
  return (
    <>
      <button
        type="button"
        className="explain-value"
        aria-label={`${known ? estimate.display : 'No value'}: explain ${title}`}
        aria-keyshortcuts="e"
        onClick={open}
        onKeyDown={(event) => {
          if (event.key === 'e' && !event.ctrlKey && !event.metaKey) open()
        }}
      >
        {known ? estimate.display : '—'}
      </button>
      {detail && <span className="note">{detail}</span>}
      {known && low && <span className="note">low confidence</span>}
    </>
  )
}
