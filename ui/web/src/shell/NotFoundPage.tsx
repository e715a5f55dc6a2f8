import {Page} from '../parts/Page'
import {PageLink} from '../selection/PageLink'

export default function NotFoundPage() {
  return (
    <Page
      title="There is no such page"
      intro="The address may be misspelt, or the page may have moved."
    >
      <p>
        <PageLink to="/overview">Go to the overview</PageLink>
      </p>
    </Page>
  )
}
