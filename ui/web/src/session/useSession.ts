import {useMutation, useQuery, useQueryClient} from '@tanstack/react-query'
import {answer, client} from '../api/client'

/** Who is signed in; an error of status 401 where nobody is. */
export function useSession() {
  return useQuery({
    queryKey: ['session'],
    queryFn: ({signal}) => answer(client.GET('/api/v1/session', {signal})),
  })
}

/** Signs in with a token. All that was refused before is asked again. */
export function useSignIn(onDone: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (token: string) => answer(client.POST('/api/v1/session', {body: {token}})),
    onSuccess: () => {
      queries.clear()
      onDone()
    },
  })
}

/** Signs out and forgets all that was read. */
export function useSignOut(onDone: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: () => answer(client.DELETE('/api/v1/session')),
    onSuccess: () => {
      queries.clear()
      onDone()
    },
  })
}
