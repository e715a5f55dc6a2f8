import {client} from '../api/client'
import {useList} from '../api/useList'

/** The FMEA worksheet, highest RPN first. */
export function useFMEA() {
  return useList('fmea', (query, signal) => client.GET('/api/v1/fmea', {params: {query}, signal}))
}
