import {useQuery} from '@tanstack/react-query'
import {answer, client} from '../api/client'

/** Where records come from, and how far each source was read. */
export function useSources() {
  return useQuery({
    queryKey: ['sources'],
    queryFn: ({signal}) => answer(client.GET('/api/v1/sources', {signal})),
    select: (page) => page.data,
  })
}
