import {client} from '../api/client'
import {useList} from '../api/useList'

/** Objectives and what was attained, in the order of the server. */
export function useSLOs() {
  return useList('slos', (query, signal) => client.GET('/api/v1/slos', {params: {query}, signal}))
}
