import {client} from '../api/client'
import {useList} from '../api/useList'

/** Every number that went into the model, with where it came from. */
export function useParameters() {
  return useList('parameters', (query, signal) =>
    client.GET('/api/v1/parameters', {params: {query}, signal}),
  )
}
