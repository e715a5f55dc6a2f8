import {useQuery} from '@tanstack/react-query'
import {answer, client} from '../api/client'
import {useSelection} from '../selection/useSelection'

/** Single points of failure and the largest causes of downtime. */
export function useRisks() {
  const query = useSelection()
  return useQuery({
    queryKey: ['risks', query],
    queryFn: ({signal}) => answer(client.GET('/api/v1/risks', {params: {query}, signal})),
  })
}
