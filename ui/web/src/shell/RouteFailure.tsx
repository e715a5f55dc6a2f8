import {useRouteError} from 'react-router'

/** Shown in place of a page that could not be loaded or drawn. */
export function RouteFailure() {
  const error = useRouteError()
  return (
    <div className="notice" data-kind="error" role="alert">
      <h1>This page could not be shown</h1>
      <p>{error instanceof Error ? error.message : 'It failed without saying why.'}</p>
      <p>A newer version may have been installed since this tab was opened: load it again.</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        Reload
      </button>
    </div>
  )
}
