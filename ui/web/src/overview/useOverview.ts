import {useQuery} from '@tanstack/react-query'
import {answer, client} from '../api/client'
import {useSelection} from '../selection/useSelection'

/** The first screen of the chosen assessment, with the model and records behind it. */
export function useOverview() {
  const query = useSelection()
  return useQuery({
    queryKey: ['overview', query],
    queryFn: ({signal}) => answer(client.GET('/api/v1/overview', {params: {query}, signal})),
  })
}
