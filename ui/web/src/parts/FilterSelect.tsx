import {useId} from 'react'
import {useParam} from '../selection/useParam'

interface FilterSelectProps {
  label: string
  /** Its parameter in the URL. */
  name: string
  /** Values, or values with the words for them. */
  options: readonly (string | readonly [value: string, word: string])[]
  all?: string
}

/** A choice that filters a page; it lives in the URL. */
export function FilterSelect({label, name, options, all = 'All'}: FilterSelectProps) {
  const [value, setValue] = useParam(name)
  const id = useId()
  return (
    <span className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => setValue(event.target.value)}>
        <option value="">{all}</option>
        {options.map((option) => {
          const [key, word] = typeof option === 'string' ? [option, option] : option
          return (
            <option key={key} value={key}>
              {word}
            </option>
          )
        })}
      </select>
    </span>
  )
}
