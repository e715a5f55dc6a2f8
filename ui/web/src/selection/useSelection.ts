import {useMemo} from 'react'
import {useParams, useSearchParams} from 'react-router'

/** Which assessment the pages show: of the URL; empty is the latest of the model assessed last. */
export interface Selection {
  model?: string
  assessment?: string
}

export function useSelection(): Selection {
  const {id} = useParams() // of /models/:id/…
  const [params] = useSearchParams()
  const model = params.get('model') ?? (id === 'latest' ? undefined : id)
  const assessment = params.get('assessment')
  return useMemo(
    () => ({...(model && {model}), ...(assessment && {assessment})}),
    [model, assessment],
  )
}

/** Adds the selection to an address, of a page or of the API, that may have a query already. */
export function withSelection(address: string, selection: Selection): string {
  const query = new URLSearchParams({...selection}).toString()
  if (query === '') return address
  return `${address}${address.includes('?') ? '&' : '?'}${query}`
}
