import type {ReactNode} from 'react'
import {Link} from 'react-router'
import {useSelection, withSelection} from './useSelection'

/** A link to a page of the app that keeps the chosen model and assessment. */
export function PageLink({
  to,
  className,
  children,
}: {
  to: string
  className?: string
  children: ReactNode
}) {
  return (
    <Link to={withSelection(to, useSelection())} className={className}>
      {children}
    </Link>
  )
}
