import {useState} from 'react'

/** Puts a text on the clipboard, and says whether that worked. */
export function CopyButton({label, text}: {label: string; text: () => string}) {
  const [outcome, setOutcome] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(text()).then(
      () => setOutcome('Copied'),
      () => setOutcome('The browser refused to copy'),
    )
  return (
    <>
      <button type="button" className="button" onClick={copy}>
        {label}
      </button>
      <span role="status" className="note">
        {outcome}
      </span>
    </>
  )
}
