import {client} from '../api/client'
import {useList} from '../api/useList'

/** Results of the policy rules. */
export function usePolicy() {
  return useList('policy', (query, signal) =>
    client.GET('/api/v1/policy-results', {params: {query}, signal}),
  )
}
