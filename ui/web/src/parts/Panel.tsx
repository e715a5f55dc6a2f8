import {type ReactNode, useId} from 'react'
import {Failure} from './Failure'
import {Notice} from './Notice'

/** What a panel needs of a query of TanStack Query. */
export interface PanelQuery<Data> {
  data: Data | undefined
  error: Error | null
  isFetching: boolean
  refetch: () => unknown
}

interface PanelProps<Data> {
  /** The message of the panel; of what is loaded, where it depends on it. */
  title: ReactNode | ((data: Data) => ReactNode)
  /** Measure, unit, population and window. */
  subtitle?: ReactNode | ((data: Data) => ReactNode)
  /** What it shows, in the plural: “Could not read incidents”. */
  noun: string
  query: PanelQuery<Data>
  /** Instead of the content, where there is nothing to show yet. */
  empty?: {when: (data: Data) => boolean; say: ReactNode}
  /** What could not be used, for the content is only a part: never dropped silently. */
  partial?: (data: Data) => ReactNode
  actions?: ReactNode
  children: (data: Data) => ReactNode
}

/**
 * A titled part of a page. It owns the states of what is loaded: nothing yet,
 * loading, failed, forbidden, stale, partial, empty and there.
 */
export function Panel<Data>(props: PanelProps<Data>) {
  const {title, subtitle, noun, query, actions} = props
  const id = useId()
  const of = (text: ReactNode | ((data: Data) => ReactNode)) =>
    typeof text === 'function' ? query.data !== undefined && text(query.data) : text
  return (
    <section className="panel" aria-labelledby={id} aria-busy={query.isFetching}>
      <div className="panel-head">
        <div>
          <h2 id={id}>{of(title) || capitalized(noun)}</h2>
          {subtitle !== undefined && <p>{of(subtitle)}</p>}
        </div>
        {query.data !== undefined && actions}
      </div>
      <PanelContent {...props} />
    </section>
  )
}

function PanelContent<Data>({noun, query, empty, partial, children}: PanelProps<Data>) {
  const {data, error, refetch} = query
  if (data === undefined) {
    if (error !== null) return <Failure noun={noun} error={error} retry={refetch} />
    return <Skeleton noun={noun} />
  }
  const unused = partial?.(data)
  return (
    <>
      {error !== null && <Failure noun={`newer ${noun}`} error={error} retry={refetch} />}
      {unused && <Notice kind="warning">{unused}</Notice>}
      <div className={error !== null ? 'stale-content' : undefined}>
        {empty?.when(data) ? <div className="empty">{empty.say}</div> : children(data)}
      </div>
    </>
  )
}

/** Takes the place of content that is on its way; not seen in the first 200 ms. */
export function Skeleton({noun, small = false}: {noun: string; small?: boolean}) {
  return (
    <div role="status" className={small ? 'skeleton small' : 'skeleton'}>
      <span className="visually-hidden">Loading {noun}</span>
    </div>
  )
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
