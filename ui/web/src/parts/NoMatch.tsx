import {useSearchParams} from 'react-router'
import {useClearParams} from '../selection/useParam'

/** Says that the filters leave nothing, which they are, and takes them back. */
export function NoMatch({noun, filters}: {noun: string; filters: readonly string[]}) {
  const [params] = useSearchParams()
  const clear = useClearParams(filters)
  const set = filters
    .filter((name) => params.get(name))
    .map((name) => `${name} = ${params.get(name)}`)
  return (
    <div className="empty">
      <p>
        No {noun} {set.length > 0 ? `matches ${set.join(', ')}` : 'matches'}.
      </p>
      <button type="button" className="button" onClick={clear}>
        Clear filters
      </button>
    </div>
  )
}
