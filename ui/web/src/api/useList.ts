import {useQuery} from '@tanstack/react-query'
import {type Selection, useSelection} from '../selection/useSelection'
import {allPages, type Outcome, type Page, pageSize} from './client'

interface ListQuery extends Selection {
  limit: number
  cursor?: string
}

/** Reads a list of the chosen assessment to its end. The name keys the cache. */
export function useList<Row>(
  name: string,
  read: (query: ListQuery, signal: AbortSignal) => Promise<Outcome<Page<Row>>>,
) {
  const selection = useSelection()
  return useQuery({
    queryKey: [name, selection],
    queryFn: ({signal}) =>
      allPages((cursor) => read({...selection, limit: pageSize, ...(cursor && {cursor})}, signal)),
  })
}
