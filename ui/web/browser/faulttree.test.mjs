import assert from 'node:assert/strict'
import {after, afterEach, before, describe, test} from 'node:test'
import {api, settled, startApp} from './app.mjs'
import {missing} from './prerequisites.mjs'

/**
 * Waits until a check holds, for a view that follows a key after a moment.
 * @param {() => Promise<boolean>} check
 */
async function until(check) {
  for (const start = Date.now(); !(await check()); ) {
    assert.ok(Date.now() - start < 10_000, `waited in vain for ${check}`)
    await new Promise((resume) => setTimeout(resume, 50))
  }
}

describe('from a cause to its cut set', {skip: missing}, () => {
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

  /** The labels of the nodes that belong to the cut set or are outlined. */
  const titles = (/** @type {string} */ selector) =>
    page
      .locator(selector)
      .locator('> title')
      .evaluateAll((all) => all.map((title) => title.textContent?.split(',')[0]))

  test('the first cause opens its cut set in the fault tree', async () => {
    const {overview} = await api(page, '/overview')
    const [cause] = overview.causes
    assert.ok(cause)
    await page.getByRole('link', {name: cause.title}).click()
    await page.waitForURL(`**/models/bank-mesh/tree?journey=${cause.journeyId}&cutSet=1`)
    await settled(page)
    await page.locator('.node[data-part="member"]').first().waitFor()
    const row = page.getByRole('grid').getByRole('row', {selected: true})
    assert.ok((await row.innerText()).includes(cause.title))
  })

  test('exactly its members are outlined, and what has no part in it is dimmed', async () => {
    const {data} = await api(page, '/assessments/latest/cut-sets?journey=card-payments&limit=10')
    const pair = data.find(({order}) => order === 2)
    assert.ok(data[0] && pair)
    assert.deepEqual(await titles('.node[data-part="member"]'), data[0].labels)
    assert.deepEqual(await titles('.node:has(.outline)'), data[0].labels)
    const rest = page.locator('.node[data-part="rest"]').first()
    assert.equal(await rest.evaluate((node) => getComputedStyle(node).opacity), '0.3')
    const cell = page.getByRole('grid').getByText(pair.labels.join(' + '), {exact: true})
    await cell.click()
    await page.waitForURL(`**cutSet=${pair.rank}**`)
    await page.waitForFunction(
      (n) => document.querySelectorAll('.node[data-part="member"]').length === n,
      pair.order,
    )
    assert.deepEqual((await titles('.node:has(.outline)')).toSorted(), pair.labels.toSorted())
  })

  test('the outline is a treegrid with the same selection', async () => {
    const tree = await api(page, '/assessments/latest/tree?journey=card-payments')
    const gate = tree.gates.find(({id}) => id === tree.top)
    const chosen = async () => (await titles('.node:has(.outline.selected)'))[0]
    await page.getByRole('application').focus()
    await page.keyboard.press('Home')
    await until(async () => (await chosen()) === gate?.label)
    await page.keyboard.press('ArrowDown')
    await until(async () => ![undefined, gate?.label].includes(await chosen()))
    const selected = await chosen()
    await page.keyboard.press('o')
    const outline = page.getByRole('treegrid', {name: 'Fault tree of Card payments'})
    const row = outline.getByRole('row', {selected: true})
    assert.ok(selected && (await row.innerText()).includes(selected))
    assert.equal(await row.getAttribute('aria-level'), '2')
    await row.focus()
    await page.keyboard.press('ArrowUp')
    await page.getByRole('button', {name: 'Outline'}).click()
    await page.locator('.outline.selected').waitFor()
    await until(async () => (await chosen()) === gate?.label)
  })
})
