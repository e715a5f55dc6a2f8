import {client} from '../api/client'
import {useList} from '../api/useList'

/** What each scenario would change, on the same random numbers. */
export function useScenarios() {
  return useList('scenarios', (query, signal) =>
    client.GET('/api/v1/scenarios', {params: {query}, signal}),
  )
}
