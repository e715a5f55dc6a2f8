import {useId} from 'react'
import {useParam} from '../selection/useParam'

/** A text that filters a page; it lives in the URL. The key / focuses it. */
export function FilterText({label, name = 'find'}: {label: string; name?: string}) {
  const [value, setValue] = useParam(name)
  const id = useId()
  return (
    <span className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        size={16}
        data-page-search=""
        aria-keyshortcuts="/"
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
    </span>
  )
}
