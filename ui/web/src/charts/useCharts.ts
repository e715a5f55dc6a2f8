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

/** The widths charts are drawn for: between them they are scaled a little. */
const widths = [240, 320, 400, 480, 560, 640, 720]

/** The drawing of a chart, for a place that is so many CSS pixels wide. */
export function useDrawing({subject, name}: ChartHeader, room: number) {
  const selection = useSelection()
  const width = widths.findLast((w) => w <= room) ?? widths[0]
  return useQuery({
    queryKey: ['chart', subject, name, width, selection],
    queryFn: ({signal}) =>
      answer(
        client.GET('/api/v1/charts/{subject}/{name}', {
          params: {path: {subject, name}, query: {...selection, width, inline: true}},
          parseAs: 'text',
          signal,
        }),
      ).then(parse),
    structuralSharing: false, // of an element nothing can be kept
  })
}

function parse(text: string): SVGSVGElement {
  const {documentElement} = new DOMParser().parseFromString(text, 'image/svg+xml')
  if (documentElement instanceof SVGSVGElement) return documentElement
  throw new Error('what the server sent is not a drawing')
}
