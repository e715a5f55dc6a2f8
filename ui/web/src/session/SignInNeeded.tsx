import {Navigate, useLocation} from 'react-router'

/** Leads to the sign-in page, and back here from there. */
export function SignInNeeded() {
  const {pathname, search} = useLocation()
  if (pathname === '/sign-in') return null
  return <Navigate to={`/sign-in?${new URLSearchParams({next: pathname + search})}`} replace />
}
