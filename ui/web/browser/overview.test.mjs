import assert from 'node:assert/strict'
import {after, afterEach, before, describe, test} from 'node:test'
import {api, settled, startApp} from './app.mjs'
import {missing} from './prerequisites.mjs'

/** @type {Record<string, string>} */
const words = {met: 'Met', 'at-risk': 'At risk', breached: 'Breached', 'not-judged': 'Not judged'}

/**
 * The status of each row that has one, with the name of the row.
 * @param {import('playwright-core').Locator} table
 */
function statuses(table) {
  return table.evaluate((element) =>
    [...element.querySelectorAll('tbody tr')]
      .map((row) => ({row, mark: row.querySelector('.status')}))
      .filter(({mark}) => mark !== null)
      .map(({row, mark}) => [
        row.querySelector('th')?.textContent,
        mark?.getAttribute('data-status'),
        mark?.textContent,
      ]),
  )
}

describe('overview of the bank case', {skip: missing}, () => {
  /** @type {import('./app.mjs').App} */
  let app
  /** @type {import('playwright-core').Page} */
  let page
  before(async () => {
    app = await startApp()
    page = await app.signIn()
    await settled(page)
  })
  afterEach(() => assert.deepEqual(app.takeFaults(), []))
  after(() => app?.stop())

  test('says in one sentence that the limit will be missed', async () => {
    const headline = await page.getByRole('heading', {level: 1}).innerText()
    assert.equal(
      headline,
      'Payments will miss its yearly downtime limit: 314 min expected, 263 allowed',
    )
    assert.ok(headline.length <= 90)
    assert.equal(await page.getByText('Example data, invented.').isVisible(), true)
  })

  test('shows headline, decision and six figures without scrolling at 1280 × 800', async () => {
    const parts = [
      page.getByRole('heading', {level: 1}),
      page.getByRole('link', {name: /^One decision moves it inside the limit/}),
      ...(await page.locator('.figure').all()),
    ]
    assert.equal(parts.length, 8)
    for (const part of parts) {
      const box = await part.boundingBox()
      assert.ok(box && box.y >= 0 && box.y + box.height <= 800, JSON.stringify(box))
    }
  })

  test('every figure and status word is the server’s', async () => {
    const {overview} = await api(page, '/overview')
    const drawn = await page.locator('.figure').evaluateAll((figures) =>
      figures.map((figure) => ({
        title: figure.querySelector('h2')?.textContent,
        display: figure.querySelector('.value span')?.firstChild?.textContent?.trim(),
        status: figure.getAttribute('data-status'),
        mark: figure.querySelector('.status')?.getAttribute('data-status') ?? null,
        verdict: figure.querySelector('.status')?.textContent ?? '',
        confidence: figure.getAttribute('data-confidence'),
      })),
    )
    assert.deepEqual(
      drawn,
      overview.figures.map(({title, estimate, verdict}) => ({
        title,
        display: estimate.display,
        status: estimate.status ?? null,
        mark: estimate.status ?? null,
        verdict: estimate.status ? verdict || words[estimate.status] : '',
        confidence: estimate.confidence ?? null,
      })),
    )
    for (const figure of await page.locator('.figure[data-confidence="D"]').all()) {
      assert.match(await figure.innerText(), /low confidence[\s\S]*90 % interval/)
    }
  })

  test('so are the statuses of the trend and of the SLOs', async () => {
    const {overview} = await api(page, '/overview')
    const {data: slos} = await api(page, '/slos')
    const other = await app.visit('/overview?trend=table')
    const months = await statuses(other.getByRole('table', {name: /by month/}))
    assert.deepEqual(
      months.map(([, status, word]) => [status, word]),
      overview.trend.map(({estimate: {status}}) => [status, words[status]]),
    )
    await other.goto('/slos')
    await settled(other)
    const listed = await statuses(other.getByRole('table', {name: 'Service level objectives'}))
    assert.ok(slos.length > 0)
    assert.deepEqual(
      listed,
      slos.map(({title, attained: {status}}) => [title, status, words[status]]),
    )
  })

  test('each figure is explained by mouse and by the key e, and gives the focus back', async () => {
    const {overview, model} = await api(page, '/overview')
    for (const [i, {title, estimate}] of overview.figures.entries()) {
      const button = page.getByRole('button', {name: `Explain ${title}`})
      if (i % 2 === 0) await button.click()
      else {
        await button.focus()
        await page.keyboard.press('e')
      }
      const dialog = page.getByRole('dialog', {name: title})
      await dialog.getByText(`version ${model.version}`).waitFor()
      const text = await dialog.innerText()
      for (const part of [
        estimate.definition,
        estimate.formula,
        estimate.method,
        estimate.interval,
      ]) {
        if (part) assert.ok(text.includes(part), `${title}: “${part}” is missing in ${text}`)
      }
      const records = dialog.getByRole('link', {name: 'Records behind it'})
      assert.match((await records.getAttribute('href')) ?? '', /^\/incidents/)
      await page.keyboard.press('Escape')
      await dialog.waitFor({state: 'detached'})
      assert.equal(await button.evaluate((b) => b === document.activeElement), true)
    }
  })

  test('the causes are the server’s, and the rest is counted once', async () => {
    const {overview} = await api(page, '/overview')
    const rows = page.getByRole('table', {name: /^Causes/}).locator('tbody th')
    assert.deepEqual(await rows.allInnerTexts(), [
      ...overview.causes.map(({title}) => title),
      overview.otherCauses.title,
    ])
  })

  test('the chart says its message in words', async () => {
    const {overview} = await api(page, '/overview')
    const name = await page.locator('svg.trend').getAttribute('aria-label')
    assert.ok(name?.startsWith(`${overview.trendTitle}. Lowest `), name ?? 'no name')
  })

  test('the decision is one click from the comparison: 314, 143 and 116 minutes', async () => {
    const other = await app.visit('/overview')
    await other.getByRole('link', {name: /^One decision/}).click()
    await other.waitForURL('**/what-if?scenario=*')
    await settled(other)
    const line = other.getByRole('row', {name: /^Expected downtime/})
    const cells = await line.getByRole('cell').allInnerTexts()
    assert.deepEqual(
      cells.slice(0, 3).map((text) => Number.parseInt(text, 10)),
      [314, 143, 116],
    )
  })
})
