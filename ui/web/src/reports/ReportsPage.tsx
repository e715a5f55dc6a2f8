import {dateTime} from '../format'
import {useOverview} from '../overview/useOverview'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {useSelection, withSelection} from '../selection/useSelection'
import {useReports} from './useReports'

const words: Record<string, string> = {
  slos: 'SLOs',
  fmea: 'FMEA worksheet',
  'cut-sets': 'Minimal cut sets',
  'single-points': 'Single points of failure',
}

/** cut-sets → Minimal cut sets; open-items → Open items */
function titleOf(name: string): string {
  return words[name] ?? (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll('-', ' ')
}

/** The same figures to take away: PDF for people, CSV for programs. */
export default function ReportsPage() {
  const selection = useSelection()
  const query = useReports()
  const shown = useOverview().data
  return (
    <Page
      title="Reports"
      intro={
        shown &&
        `Of ${shown.model.title}, model v${shown.model.version}, data to ${dateTime(shown.dataCutoff)}. The same assessment gives the same bytes.`
      }
    >
      <Panel title="Reports to read" subtitle="PDF, A4" noun="reports" query={query}>
        {(reports) => (
          <ul className="downloads">
            {reports
              .filter(({kind}) => kind === 'board')
              .map(({name, href}) => (
                <li key={name}>
                  <a className="button primary" href={withSelection(href, selection)} download>
                    {titleOf(name)} report (PDF)
                  </a>
                </li>
              ))}
          </ul>
        )}
      </Panel>
      <Panel
        title="Tables"
        subtitle="CSV: times in UTC, units in the header, full precision"
        noun="tables"
        query={query}
      >
        {(reports) => (
          <ul className="downloads">
            {reports
              .filter(({kind}) => kind === 'table')
              .map(({name, href}) => (
                <li key={name}>
                  <a href={withSelection(`${href}?bom=true`, selection)} download>
                    {titleOf(name)}
                  </a>
                </li>
              ))}
          </ul>
        )}
      </Panel>
    </Page>
  )
}
