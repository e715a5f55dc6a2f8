import {ApiError} from '../api/client'
import {PageLink} from '../selection/PageLink'
import {SignInNeeded} from '../session/SignInNeeded'
import {Notice} from './Notice'

const advice: Record<number, string> = {
  0: 'Check that the server runs and that this device is online, then retry.',
  400: 'The address of this page asks for something the server does not know. Check it, or go back.',
  404: 'It may have been removed, or the address may be misspelt.',
  429: 'The server asks for fewer requests. Wait a minute, then retry.',
  504: 'The server was too slow. Retry; if it happens again, its log says more.',
}

/** Why something could not be read, what to do about it, and the request to look for in the log. */
export function Failure({noun, error, retry}: {noun: string; error: Error; retry: () => void}) {
  if (!(error instanceof ApiError)) {
    return (
      <Notice kind="error">
        <strong>Could not show {noun}</strong>
        <p>{error.message}</p>
      </Notice>
    )
  }
  if (error.code === 'no_assessment') return <FirstRun noun={noun} />
  if (error.status === 401) return <SignInNeeded />
  if (error.status === 403) return <NoPermission noun={noun} detail={error.message} />
  return (
    <Notice kind="error">
      <strong>
        Could not read {noun}: {error.title}
      </strong>
      <p>{error.message}</p>
      <p>{advice[error.status] ?? 'Retry; if it happens again, the server’s log says more.'}</p>
      {error.requestId && (
        <p>
          Request <code>{error.requestId}</code>
        </p>
      )}
      <button type="button" className="button" onClick={retry}>
        Retry
      </button>
    </Notice>
  )
}

function FirstRun({noun}: {noun: string}) {
  return (
    <div className="empty">
      <p>No {noun} yet: nothing has been analysed.</p>
      <PageLink to="/welcome" className="button">
        Import a model or open the example
      </PageLink>
    </div>
  )
}

function NoPermission({noun, detail}: {noun: string; detail: string}) {
  return (
    <Notice kind="note">
      <strong>
        <span aria-hidden="true">🔒︎ </span>No access to {noun}
      </strong>
      <p>{detail}</p>
      <p>Ask the person who runs this Ninefold server for access.</p>
    </Notice>
  )
}
