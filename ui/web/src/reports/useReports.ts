import {useQuery} from '@tanstack/react-query'
import {answer, client} from '../api/client'

/** Reports and tables to download. */
export function useReports() {
  return useQuery({
    queryKey: ['reports'],
    queryFn: ({signal}) => answer(client.GET('/api/v1/reports', {signal})),
    select: (page) => page.data,
  })
}
