import {QueryClientProvider} from '@tanstack/react-query'
import {render} from '@testing-library/react'
import {createMemoryRouter, RouterProvider} from 'react-router'
import {vi} from 'vitest'
import {routes} from '../App'
import {newQueryClient} from '../api/query'
import {answers} from './answers'

export interface Reply {
  status: number
  body?: unknown
}

/** The problem that the API answers before the first assessment. */
export const noAssessment: Reply = {
  status: 404,
  body: {
    title: 'Not Found',
    status: 404,
    code: 'no_assessment',
    detail: 'no assessment yet: import a model, then analyse it',
  },
}

/** Opens the app at an address, on the answers of the fixture and the given replies. */
export function show(
  address: string,
  replies: Record<string, Reply | ((request: Request) => Reply | Promise<Reply>)> = {},
) {
  const asked: Request[] = []
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(request)
    const path = new URL(request.url).pathname.replace('/api/v1', '')
    const given = replies[path] ?? replies['*']
    const reply = typeof given === 'function' ? await given(request) : given
    const status = reply?.status ?? (path in answers ? 200 : 404)
    const body = reply === undefined ? answers[path] : reply.body
    const headers = {'X-Request-Id': '6f1c0e5d2b7a4f39'}
    if (status === 204) return new Response(null, {status})
    if (typeof body === 'string') return new Response(body, {status, headers})
    return Response.json(body ?? {}, {status, headers})
  })
  const router = createMemoryRouter(routes, {initialEntries: [address]})
  render(
    <QueryClientProvider client={newQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
  return {router, asked}
}
