import type {ReactNode} from 'react'

/** Around a table that may be wider than the page: it scrolls sideways within itself. */
export function TableRegion({label, children}: {label: string; children: ReactNode}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would need a heading of its own
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
    <div className="table-region" role="region" aria-label={`${label}: table`} tabIndex={0}>
      {children}
    </div>
  )
}
