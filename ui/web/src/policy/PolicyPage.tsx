import type {RuleResult} from '../api/types'
import {date} from '../format'
import {type Column, sorted} from '../parts/columns'
import {DataTable} from '../parts/DataTable'
import {FilterSelect} from '../parts/FilterSelect'
import {FilterText} from '../parts/FilterText'
import {NoMatch} from '../parts/NoMatch'
import {Page} from '../parts/Page'
import {Panel} from '../parts/Panel'
import {CSVLink} from '../reports/CSVLink'
import {useParam} from '../selection/useParam'
import {RuleMark, results, resultWords} from './RuleMark'
import {usePolicy} from './usePolicy'

const columns: readonly Column<RuleResult>[] = [
  {
    key: 'result',
    title: 'Result',
    cell: ({result}) => <RuleMark result={result} />,
    sortBy: ({result}) => results.indexOf(result),
  },
  {key: 'rule', title: 'Rule', rowHeader: true, cell: (r) => r.title, sortBy: (r) => r.title},
  {key: 'subject', title: 'Of', cell: (r) => r.subject, sortBy: (r) => r.subject},
  {key: 'fact', title: 'What was found', cell: (r) => r.fact},
  {
    key: 'mandatory',
    title: 'Mandatory',
    cell: (r) => (r.mandatory ? 'yes' : 'no'),
    sortBy: (r) => (r.mandatory ? 0 : 1),
  },
  {
    key: 'waived',
    title: 'Waived until',
    cell: (r) => r.waivedUntil && `${date(r.waivedUntil)}${r.waivedBy ? `, by ${r.waivedBy}` : ''}`,
    sortBy: (r) => r.waivedUntil,
  },
]

/** Results of the policy rules in five states, failures first. */
export default function PolicyPage() {
  const query = usePolicy()
  const [result] = useParam('result')
  const [find] = useParam('find')
  const matches = (row: RuleResult) =>
    (result === '' || row.result === result) &&
    `${row.title} ${row.rule} ${row.subject} ${row.fact}`.toLowerCase().includes(find.toLowerCase())
  return (
    <Page
      title="Policy"
      intro="Each rule on each subject. A rule that was not evaluated has not passed."
    >
      <div className="filters">
        <FilterText label="Find" />
        <FilterSelect
          label="Result"
          name="result"
          options={results.map((value) => [value, resultWords[value]] as const)}
        />
      </div>
      <Panel
        title={(rows) => <Counts rows={rows} />}
        noun="policy results"
        query={query}
        empty={{when: (rows) => rows.length === 0, say: <p>No rule applies to this model yet.</p>}}
      >
        {(all) => {
          const rows = sorted(all.filter(matches), columns, 'result')
          if (rows.length === 0)
            return <NoMatch noun="policy result" filters={['find', 'result']} />
          return (
            <DataTable
              caption="Policy results"
              columns={columns}
              rows={rows}
              rowKey={(r) => `${r.rule} ${r.subject}`}
              order="failures first"
              foot={<CSVLink table="policy" />}
            />
          )
        }}
      </Panel>
    </Page>
  )
}

function Counts({rows}: {rows: readonly RuleResult[]}) {
  return (
    <span className="counts">
      {results.map((result) => {
        const n = rows.filter((row) => row.result === result).length
        return (
          <RuleMark
            key={result}
            result={result}
            word={`${n} ${resultWords[result].toLowerCase()}`}
          />
        )
      })}
    </span>
  )
}
