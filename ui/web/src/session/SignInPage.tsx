import {type FormEvent, useId} from 'react'
import {useNavigate, useSearchParams} from 'react-router'
import {ApiError} from '../api/client'
import {Notice} from '../parts/Notice'
import {Page} from '../parts/Page'
import {useSignIn} from './useSession'

/** The page to go on to: only one of this app. */
function nextPage(params: URLSearchParams): string {
  const next = params.get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) ? next : '/'
}

/** Signs in with a token; explains the link that does it without one. */
export default function SignInPage() {
  const id = useId()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const signIn = useSignIn(() => navigate(nextPage(params), {replace: true}))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const token = new FormData(event.currentTarget).get('token')
    signIn.mutate(String(token ?? '').trim())
  }
  return (
    <Page
      title="Sign in to Ninefold"
      intro="Open the sign-in link that the server printed when it started: it signs you in once, without a token. Or paste a token below."
    >
      <form className="panel sign-in" onSubmit={submit}>
        <label htmlFor={id}>Token</label>
        <input
          id={id}
          name="token"
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          required
          placeholder="nf_…"
        />
        <button type="submit" className="button primary" disabled={signIn.isPending}>
          Sign in
        </button>
        {signIn.error && (
          <Notice kind="error">
            {signIn.error instanceof ApiError && signIn.error.status === 401
              ? 'This token is not known, has ended or was revoked. Ask the person who runs this server for a new one.'
              : signIn.error.message}
          </Notice>
        )}
      </form>
      <p className="note">
        An administrator makes tokens by <code>POST /api/v1/tokens</code>. The server keeps only
        their digest, so a lost token cannot be shown again.
      </p>
    </Page>
  )
}
