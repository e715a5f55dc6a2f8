import {useQuery} from '@tanstack/react-query'
import {answer, client} from '../api/client'
import type {components} from '../api/schema'
import {useSelection} from '../selection/useSelection'

type Schemas = components['schemas']

export type Topology = Schemas['Topology']
export type Domain = Schemas['FailureDomain']
export type ModelService = Schemas['ModelService']
export type Dependency = Schemas['Dependency']
export type Impact = Schemas['Impact']

/** What the mesh is made of, and what the failure of each part takes down. */
export function useTopology() {
  const selection = useSelection()
  return useQuery({
    queryKey: ['topology', selection],
    queryFn: ({signal}) =>
      answer(client.GET('/api/v1/topology', {params: {query: selection}, signal})),
  })
}

/** Who is hit when these domains or services fail together; nothing is asked without one. */
export function useBlastRadius(failed: readonly string[]) {
  const selection = useSelection()
  const [id = '', ...also] = failed
  return useQuery({
    queryKey: ['blast-radius', selection, failed],
    queryFn: ({signal}) =>
      answer(
        client.GET('/api/v1/domains/{id}/blast-radius', {
          params: {path: {id}, query: {...selection, ...(also.length > 0 && {also})}},
          querySerializer: {array: {style: 'form', explode: false}},
          signal,
        }),
      ),
    enabled: failed.length > 0,
  })
}
