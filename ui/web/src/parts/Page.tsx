import type {ReactNode} from 'react'

/** A page: its heading, a sentence below it, and its panels. */
export function Page({
  title,
  intro,
  children,
}: {
  title: ReactNode
  intro?: ReactNode
  children: ReactNode
}) {
  return (
    <>
      <div className="page-head">
        <h1>{title}</h1>
        {intro && <p>{intro}</p>}
      </div>
      {children}
    </>
  )
}
