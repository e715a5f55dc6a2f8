import {QueryClient} from '@tanstack/react-query'
import {ApiError} from './client'

/** Tries again what may pass, twice; what the server refused stays refused. */
function worthRetrying(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof ApiError && error.status === 503
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {queries: {retry: worthRetrying, staleTime: 60_000}},
  })
}
