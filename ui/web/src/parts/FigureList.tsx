import type {ReactNode} from 'react'

/** Figures side by side. */
export function FigureList({
  label,
  three,
  children,
}: {
  label: string
  three?: boolean
  children: ReactNode
}) {
  return (
    <ul className={three ? 'figures three' : 'figures'} aria-label={label}>
      {children}
    </ul>
  )
}
