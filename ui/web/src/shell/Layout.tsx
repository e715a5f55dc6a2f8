import {Outlet, ScrollRestoration, useMatches} from 'react-router'
import {ExplainProvider} from '../explain/ExplainProvider'
import {PageLink} from '../selection/PageLink'
import {SignOut} from '../session/SignOut'
import {ExampleBanner} from './ExampleBanner'
import {Navigation} from './Navigation'
import {Shortcuts} from './Shortcuts'
import {ThemeSwitch} from './ThemeSwitch'

/** What stands around every page: landmarks, skip link, navigation, announcements. */
export function Layout() {
  return (
    <ExplainProvider>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="header">
        <PageLink to="/" className="brand">
          Ninefold
        </PageLink>
        <Navigation />
        <div className="utility">
          <ThemeSwitch />
          <SignOut />
        </div>
      </header>
      <ExampleBanner />
      <main id="main" className="main" tabIndex={-1}>
        <Outlet />
      </main>
      <PageTitle />
      <Shortcuts />
      <ScrollRestoration />
    </ExplainProvider>
  )
}

/** Titles the document by the route, and says so when the route changes. */
function PageTitle() {
  const title = useMatches().map(titleOf).findLast(Boolean) ?? 'Reliability'
  return (
    <>
      <title>{`${title} · Ninefold`}</title>
      <p className="visually-hidden" aria-live="polite">
        {title}
      </p>
    </>
  )
}

function titleOf({handle}: {handle: unknown}): string | undefined {
  if (typeof handle !== 'object' || handle === null || !('title' in handle)) return undefined
  return String(handle.title)
}
