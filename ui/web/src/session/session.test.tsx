import {fireEvent, screen, waitFor} from '@testing-library/react'
import {expect, test} from 'vitest'
import {answers} from '../test/answers'
import {type Reply, show} from '../test/show'

const refused: Reply = {
  status: 401,
  body: {
    title: 'Unauthorized',
    status: 401,
    code: 'unauthorized',
    detail: 'sign in, or send a token',
  },
}

function signIn(token: string) {
  fireEvent.change(screen.getByLabelText('Token'), {target: {value: token}})
  fireEvent.click(screen.getByRole('button', {name: 'Sign in'}))
}

test('who is not signed in is led to the sign-in page, and back', async () => {
  let signedIn = false
  const {router, asked} = show('/risks?model=bank-mesh', {
    '*': (request) => {
      if (request.method === 'POST') signedIn = true
      const path = new URL(request.url).pathname.replace('/api/v1', '')
      return signedIn ? {status: 200, body: answers[path]} : refused
    },
  })
  await screen.findByRole('heading', {name: 'Sign in to Ninefold'})
  expect(router.state.location.search).toBe('?next=%2Frisks%3Fmodel%3Dbank-mesh')
  signIn(' nf_secret ')
  await screen.findByRole('heading', {level: 1, name: 'Risks'})
  expect(router.state.location.search).toBe('?model=bank-mesh')
  const post = asked.find(({method}) => method === 'POST')
  expect(new URL(post?.url ?? '').pathname).toBe('/api/v1/session')
})

test('says that a token is not known', async () => {
  show('/sign-in', {'/session': refused})
  await screen.findByLabelText('Token')
  signIn('nf_old')
  expect((await screen.findByRole('alert')).textContent).toContain(
    'not known, has ended or was revoked',
  )
})

test.each(['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example'])(
  'never goes on to another site: %s',
  async (next) => {
    const {router} = show(`/sign-in?next=${encodeURIComponent(next)}`)
    await screen.findByLabelText('Token')
    signIn('nf_secret')
    await waitFor(() => expect(router.state.location.pathname).toBe('/overview'))
  },
)
