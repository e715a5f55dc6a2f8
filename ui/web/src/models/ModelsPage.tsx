import {useOverview} from '../overview/useOverview'
import {Page} from '../parts/Page'
import {AssessmentsPanel} from './AssessmentsPanel'
import {ModelsPanel} from './ModelsPanel'
import {ShownPanel} from './ShownPanel'

/** Models, their assessments, and what reproduces the one that is shown. */
export default function ModelsPage() {
  const shown = useOverview().data
  return (
    <Page
      title="Models"
      intro="A model version and an assessment never change: the same inputs and seed give the same figures."
    >
      <ModelsPanel />
      {shown && <ShownPanel id={shown.assessmentId} />}
      <AssessmentsPanel shown={shown?.assessmentId} />
    </Page>
  )
}
