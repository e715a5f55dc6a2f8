import {useEffect, useRef} from 'react'
import {useNavigate} from 'react-router'
import {useSelection, withSelection} from '../selection/useSelection'
import {sections} from './sections'

/** Whether keys go into a text, a choice or a dialog, and are not ours. */
function busy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true
  return (
    target instanceof HTMLElement &&
    target.closest('input, select, textarea, [role="application"]') !== null
  )
}

/** Listens for keys on the whole page: g then a letter goes to a page, / searches it, ? lists them. */
export function Shortcuts() {
  const navigate = useNavigate()
  const selection = useSelection()
  const help = useRef<HTMLDialogElement>(null)
  const afterG = useRef(false)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return
      const section = afterG.current && sections.find(({key}) => key === event.key)
      afterG.current = event.key === 'g'
      if (section) navigate(withSelection(section.path, selection))
      else if (event.key === '?') help.current?.showModal()
      else if (event.key === '/') {
        const search = document.querySelector<HTMLElement>('[data-page-search]')
        if (search === null) return
        search.focus()
        event.preventDefault()
      }
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [navigate, selection])

  return (
    <dialog ref={help} aria-labelledby="keys-title">
      <div className="dialog-head">
        <h2 id="keys-title">Keys</h2>
        <button type="button" className="button" onClick={() => help.current?.close()}>
          Close
        </button>
      </div>
      <dl className="facts">
        {[
          ...sections.map(({key, title}) => [`g ${key}`, title]),
          ['/', 'Search on the page'],
          ['e', 'Explain the figure in focus'],
          ['?', 'This list'],
        ].map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  )
}
