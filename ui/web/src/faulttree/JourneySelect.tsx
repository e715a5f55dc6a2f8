import {useId} from 'react'
import {usePatch} from './usePatch'

interface JourneySelectProps {
  journeys: readonly {id: string; name: string}[]
  shown: string
}

/** Chooses the journey; what was open or selected in the tree of the other is let go. */
export function JourneySelect({journeys, shown}: JourneySelectProps) {
  const id = useId()
  const patch = usePatch()
  const choose = (journey: string) =>
    patch({journey, cutSet: undefined, select: undefined, open: undefined, at: undefined})
  return (
    <span className="field">
      <label htmlFor={id}>Journey</label>
      <select id={id} value={shown} onChange={(event) => choose(event.target.value)}>
        {journeys.map(({id, name}) => (
          <option key={id} value={id}>
            {name || id}
          </option>
        ))}
      </select>
    </span>
  )
}
