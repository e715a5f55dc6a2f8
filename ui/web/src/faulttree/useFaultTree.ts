import {useQuery} from '@tanstack/react-query'
import {answer, client, pageSize} from '../api/client'
import type {components} from '../api/schema'
import {useList} from '../api/useList'
import {type Selection, useSelection} from '../selection/useSelection'

export type CutSet = components['schemas']['CutSet']
export type Importance = components['schemas']['Importance']

/** The cut sets of a journey that are listed, and how many there are. */
export interface CutSets {
  sets: CutSet[]
  count: string
  byOrder: number[]
  missing: number
}

/** The journeys of the chosen assessment, worst first. */
export function useJourneys() {
  return useList('journeys', (query, signal) =>
    client.GET('/api/v1/journeys', {params: {query}, signal}),
  )
}

/** The path and query by which an assessment is asked about one of its journeys. */
function parametersOf({model, assessment}: Selection, journey: string) {
  return {
    path: {id: assessment ?? 'latest'},
    query: {journey, ...(model && !assessment && {model})},
  }
}

/** The fault tree of a journey; nothing is asked without one. */
export function useTree(journey: string) {
  const selection = useSelection()
  return useQuery({
    queryKey: ['tree', selection, journey],
    queryFn: ({signal}) =>
      answer(
        client.GET('/api/v1/assessments/{id}/tree', {
          params: parametersOf(selection, journey),
          signal,
        }),
      ),
    enabled: journey !== '',
  })
}

/** The minimal cut sets of a journey, most probable first. */
export function useCutSets(journey: string) {
  const selection = useSelection()
  return useQuery({
    queryKey: ['cut-sets', selection, journey],
    queryFn: ({signal}) => readCutSets(selection, journey, signal),
    enabled: journey !== '',
  })
}

async function readCutSets(
  selection: Selection,
  journey: string,
  signal: AbortSignal,
): Promise<CutSets> {
  const {path, query} = parametersOf(selection, journey)
  const sets: CutSet[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await answer(
      client.GET('/api/v1/assessments/{id}/cut-sets', {
        params: {path, query: {...query, limit: pageSize, ...(cursor && {cursor})}},
        signal,
      }),
    )
    sets.push(...page.data)
    cursor = page.nextCursor
    if (!cursor) {
      const {count, byOrder, missing} = page
      return {sets, count, byOrder, missing}
    }
  }
}

/** How much each basic event of a journey matters. */
export function useImportance(journey: string) {
  const selection = useSelection()
  return useQuery({
    queryKey: ['importance', selection, journey],
    queryFn: ({signal}) =>
      answer(
        client.GET('/api/v1/assessments/{id}/importance', {
          params: parametersOf(selection, journey),
          signal,
        }),
      ),
    enabled: journey !== '',
  })
}
