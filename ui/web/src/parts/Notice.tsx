import type {ReactNode} from 'react'

/** A short message in the page: a note, a warning, or an error that is read out at once. */
export function Notice({
  kind,
  children,
}: {
  kind: 'note' | 'warning' | 'error'
  children: ReactNode
}) {
  return (
    <div className="notice" data-kind={kind} role={kind === 'error' ? 'alert' : undefined}>
      {children}
    </div>
  )
}
