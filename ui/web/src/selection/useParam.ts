import {useCallback} from 'react'
import {useSearchParams} from 'react-router'

/** One value of the URL's query. Setting it to the fallback removes it. */
export function useParam(name: string, fallback = ''): [string, (value: string) => void] {
  const [params, setParams] = useSearchParams()
  const set = useCallback(
    (value: string) =>
      setParams(
        (old) => {
          const next = new URLSearchParams(old)
          if (value === fallback) next.delete(name)
          else next.set(name, value)
          return next
        },
        {replace: true, preventScrollReset: true},
      ),
    [name, fallback, setParams],
  )
  return [params.get(name) ?? fallback, set]
}

/** Removes several values of the URL's query at once. */
export function useClearParams(names: readonly string[]): () => void {
  const [, setParams] = useSearchParams()
  return () =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old)
        for (const name of names) next.delete(name)
        return next
      },
      {replace: true, preventScrollReset: true},
    )
}
