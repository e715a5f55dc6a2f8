import {useQuery} from '@tanstack/react-query'
import {allPages, answer, client, pageSize} from '../api/client'

/** All versions of all models, the latest of each model first. */
export function useModels() {
  return useQuery({
    queryKey: ['models'],
    queryFn: ({signal}) => answer(client.GET('/api/v1/models', {signal})),
    select: (page) => page.data,
  })
}

/** Assessments of one model, or of all, newest first. */
export function useAssessments(model?: string) {
  return useQuery({
    queryKey: ['assessments', {model}],
    queryFn: ({signal}) =>
      allPages((cursor) =>
        client.GET('/api/v1/assessments', {
          params: {query: {limit: pageSize, cursor, model}},
          signal,
        }),
      ),
  })
}

/** A whole assessment; nothing is asked without an ID. */
export function useAssessment(id: string | undefined) {
  return useQuery({
    queryKey: ['assessment', id],
    queryFn: ({signal}) =>
      answer(client.GET('/api/v1/assessments/{id}', {params: {path: {id: id ?? ''}}, signal})),
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY, // assessments never change
  })
}
