import {useCallback, useEffect, useRef} from 'react'
import {useSearchParams} from 'react-router'

type Patch = Record<string, string | undefined>

/** Changes several values of the URL's query at once, always on its latest state. */
export function usePatch(): (patch: Patch) => void {
  const [, setParams] = useSearchParams()
  const latest = useRef(setParams)
  useEffect(() => {
    latest.current = setParams
  })
  return useCallback((patch: Patch) => {
    latest.current(
      (old) => {
        const next = new URLSearchParams(old)
        for (const [name, value] of Object.entries(patch)) {
          if (value) next.set(name, value)
          else next.delete(name)
        }
        return next
      },
      {replace: true, preventScrollReset: true, flushSync: true},
    )
  }, [])
}
