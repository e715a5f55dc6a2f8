import {useQuery} from '@tanstack/react-query'
import {allPages, client, pageSize} from '../api/client'

/** All incidents, newest first. They belong to no assessment. */
export function useIncidents() {
  return useQuery({
    queryKey: ['incidents'],
    queryFn: ({signal}) =>
      allPages((cursor) =>
        client.GET('/api/v1/incidents', {params: {query: {limit: pageSize, cursor}}, signal}),
      ),
  })
}
