import {useNavigate} from 'react-router'
import {useSession, useSignOut} from './useSession'

/** The way out, for those who are signed in. */
export function SignOut() {
  const navigate = useNavigate()
  const session = useSession()
  const signOut = useSignOut(() => navigate('/sign-in'))
  if (!session.data) return null
  return (
    <button
      type="button"
      className="button"
      title={`Signed in as ${session.data.name}`}
      disabled={signOut.isPending}
      onClick={() => signOut.mutate()}
    >
      Sign out
    </button>
  )
}
