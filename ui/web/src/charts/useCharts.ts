import {useQuery} from '@tanstack/react-query'
import {answer, client} from '../api/client'
import type {components} from '../api/schema'
import {useSelection} from '../selection/useSelection'

export type ChartHeader = components['schemas']['ChartHeader']

/** The charts of a subject: of all records, or of a service. */
export function useCharts(subject: string) {
  const selection = useSelection()
  return useQuery({
    queryKey: ['charts', subject, selection],
    queryFn: ({signal}) =>
      answer(client.GET('/api/v1/charts', {params: {query: {...selection, subject}}, signal})).then(
        ({data}) => data,
      ),
  })
}

/** The drawing of a chart, as the text of an SVG. */
export function useDrawing({subject, name}: ChartHeader) {
  const selection = useSelection()
  return useQuery({
    queryKey: ['chart', subject, name, selection],
    queryFn: ({signal}) =>
      answer(
        client.GET('/api/v1/charts/{subject}/{name}', {
          params: {path: {subject, name}, query: {...selection, inline: true}},
          parseAs: 'text',
          signal,
        }),
      ),
  })
}
