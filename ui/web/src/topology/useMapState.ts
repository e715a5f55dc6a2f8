import {useCallback} from 'react'
import {useSearchParams} from 'react-router'

/** What the map shows, as the URL has it, and how to change it. */
export interface MapState {
  /** The ID of the domain or service whose details are shown; empty for none. */
  selected: string
  /** The IDs of what is taken to have failed. */
  failed: readonly string[]
  /** The IDs of the boxes that are not as they are at first. */
  toggled: ReadonlySet<string>
  table: boolean
  select: (id: string) => void
  fail: (id: string) => void
  restore: (id: string) => void
  clear: () => void
  toggle: (id: string) => void
  setTable: (table: boolean) => void
}

function listed(text: string | null): string[] {
  return [...new Set((text ?? '').split(',').filter((id) => id !== ''))]
}

export function useMapState(): MapState {
  const [params, setParams] = useSearchParams()
  const set = useCallback(
    (name: string, value: string) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old)
          if (value === '') next.delete(name)
          else next.set(name, value)
          return next
        },
        {replace: true, preventScrollReset: true},
      ),
    [setParams],
  )
  const failed = listed(params.get('failed'))
  const toggled = new Set(listed(params.get('toggled')))
  return {
    selected: params.get('select') ?? '',
    failed,
    toggled,
    table: params.get('view') === 'table',
    select: (id) => set('select', id),
    fail: (id) => set('failed', listed([...failed, id].join(',')).join(',')),
    restore: (id) => set('failed', failed.filter((other) => other !== id).join(',')),
    clear: () => set('failed', ''),
    toggle: (id) => {
      const next = new Set(toggled)
      if (!next.delete(id)) next.add(id)
      set('toggled', [...next].join(','))
    },
    setTable: (table) => set('view', table ? 'table' : ''),
  }
}
