import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {after, afterEach, before, describe, test} from 'node:test'
import {api, settle, startApp} from './app.mjs'
import {missing, onPath} from './prerequisites.mjs'

const pdftotext = onPath('pdftotext')

describe('reports', {skip: missing}, () => {
  /** @type {import('./app.mjs').App} */
  let app
  /** @type {import('playwright-core').Page} */
  let page
  before(async () => {
    app = await startApp()
    page = await app.signIn()
  })
  afterEach(() => assert.deepEqual(app.takeFaults(), []))
  after(() => app?.stop())

  /** @param {import('playwright-core').Locator} link */
  async function downloaded(link) {
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    return {name: download.suggestedFilename(), path: await download.path()}
  }

  test('the board report of the page is a PDF', async () => {
    const {name, path} = await downloaded(page.getByRole('link', {name: 'Board report (PDF)'}))
    assert.match(name, /\.pdf$/)
    const bytes = await readFile(path)
    assert.equal(bytes.subarray(0, 5).toString(), '%PDF-')
    assert.ok(bytes.length < 2e6)
  })

  test('it has the headline and the six figures of the page', {
    skip: pdftotext === undefined && 'pdftotext is missing: apt-get install poppler-utils',
  }, async () => {
    const {path} = await downloaded(page.getByRole('link', {name: 'Board report (PDF)'}))
    const text = execFileSync(pdftotext ?? '', [path, '-'], {encoding: 'utf8'})
    const flat = text.replace(/\s+/g, ' ')
    const {overview} = await api(page, '/overview')
    const figures = overview.figures.map(({estimate}) => estimate.display)
    for (const part of [overview.headline, ...figures]) {
      assert.ok(flat.includes(part.replace(/\s+/g, ' ')), `“${part}” is not in the PDF`)
    }
  })

  test('the CSV of the figures has those of the page', async () => {
    await settle(page, '/reports')
    const {name, path} = await downloaded(page.getByRole('link', {name: 'Figures', exact: true}))
    assert.match(name, /figures\.csv$/)
    const [header = [], ...rows] = records(await readFile(path, 'utf8'))
    const {overview} = await api(page, '/overview')
    const of = (/** @type {string} */ column) => rows.map((row) => row[header.indexOf(column)])
    assert.deepEqual(
      of('title'),
      overview.figures.map(({title}) => title),
    )
    assert.deepEqual(
      of('value').map(Number),
      overview.figures.map(({estimate}) => estimate.value),
    )
  })

  test('every table is a CSV with as many fields in each line', async () => {
    const links = page.getByRole('region', {name: 'Tables'}).getByRole('link')
    const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    assert.ok(addresses.length >= 10)
    for (const address of addresses) {
      const text = await page.evaluate(async (url) => (await fetch(url ?? '')).text(), address)
      const [header = [], ...rows] = records(text)
      assert.ok(header.length > 1, `${address}`)
      for (const row of rows) assert.equal(row.length, header.length, `${address}: ${row}`)
    }
  })
})

/**
 * The fields of a CSV text by RFC 4180, without the byte order mark.
 * @param {string} text
 */
function records(text) {
  const rows = [['']]
  const body = text.replace(/^\uFEFF/, '').replace(/\r\n$/, '')
  for (const [token] of body.matchAll(/"(?:[^"]|"")*"|,|\r\n|[^",\r\n]+/g)) {
    const row = rows.at(-1) ?? []
    if (token === '\r\n') rows.push([''])
    else if (token === ',') row.push('')
    else row[row.length - 1] = token.replace(/^"|"$/g, '').replaceAll('""', '"')
  }
  return rows
}
