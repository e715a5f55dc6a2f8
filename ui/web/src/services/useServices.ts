import {client} from '../api/client'
import {useList} from '../api/useList'

/** Services, as the records have them. */
export function useServices() {
  return useList('services', (query, signal) =>
    client.GET('/api/v1/services', {params: {query}, signal}),
  )
}
