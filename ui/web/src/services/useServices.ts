import {useQuery} from '@tanstack/react-query'
import {answer, client} from '../api/client'
import {useList} from '../api/useList'
import {useSelection} from '../selection/useSelection'

/** Services, as the records have them. */
export function useServices() {
  return useList('services', (query, signal) =>
    client.GET('/api/v1/services', {params: {query}, signal}),
  )
}

/** One service, as the records have it. */
export function useService(id: string) {
  const selection = useSelection()
  return useQuery({
    queryKey: ['service', id, selection],
    queryFn: ({signal}) =>
      answer(client.GET('/api/v1/services/{id}', {params: {path: {id}, query: selection}, signal})),
  })
}
