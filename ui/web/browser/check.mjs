import {missing} from './prerequisites.mjs'

// Run before the tests, which are skipped where something is missing. A skip
// counts as a failure where CI=true.
if (missing) {
  process.stderr.write(`${missing}\n`)
  if (process.env.CI === 'true') process.exitCode = 1
}
