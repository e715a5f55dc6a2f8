import createClient from 'openapi-fetch'
import type {components, paths} from './schema'

export type Problem = components['schemas']['Problem']

/** The typed client of the API; its types are generated from api/openapi.json. */
export const client = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => globalThis.fetch(request), // looked up per call, so that tests can stub it
})

/** Thrown for every answer which is not 2xx, and with status 0 where there was none. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    detail: string,
    readonly requestId: string | undefined,
  ) {
    super(detail)
    this.name = 'ApiError'
  }
}

export interface Outcome<T> {
  data?: T
  error?: Partial<Problem>
  response: Response
}

/** Waits for a call and returns its answer, or throws an ApiError that says what the server said. */
export async function answer<T>(call: Promise<Outcome<T>>): Promise<T> {
  const {data, error, response} = await call.catch((cause: unknown) => {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause
    throw new ApiError(
      0,
      'unreachable',
      'No answer',
      'The server did not answer. Is it running?',
      undefined,
    )
  })
  if (response.ok) return data as T // undefined only where the operation answers 204
  throw new ApiError(
    response.status,
    error?.code ?? 'unknown',
    error?.title ?? response.statusText,
    error?.detail ?? `The server answered ${response.status}.`,
    response.headers.get('X-Request-Id') ?? error?.instance?.replace('urn:request:', ''),
  )
}

export interface Page<Row> {
  data: Row[]
  nextCursor?: string
}

/** How many rows one request asks for: the most the API gives. */
export const pageSize = 200

/** Reads a list to its end. */
export async function allPages<Row>(
  read: (cursor: string | undefined) => Promise<Outcome<Page<Row>>>,
): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | undefined
  do {
    const page = await answer(read(cursor))
    rows.push(...page.data)
    cursor = page.nextCursor
  } while (cursor)
  return rows
}
