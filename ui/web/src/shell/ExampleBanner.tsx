import {useOverview} from '../overview/useOverview'

/** Says on every page that the figures are those of an invented example. */
export function ExampleBanner() {
  const {data} = useOverview()
  if (!data?.model.example) return null
  return (
    <aside className="banner" aria-label="Example data">
      <strong>Example data, invented.</strong> Nothing here is about a real system.
    </aside>
  )
}
