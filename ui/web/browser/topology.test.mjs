import assert from 'node:assert/strict'
import {after, afterEach, before, describe, test} from 'node:test'
import {api, settle, settled, startApp} from './app.mjs'
import {missing} from './prerequisites.mjs'

/** @type {Record<string, string>} */
const words = {down: 'down', degraded: 'degraded', unaffected: 'not affected'}

/** @param {number} part */
const percent = (part) => `${Math.round(part * 100)} %`

/**
 * What the page must say of a blast radius.
 * @param {import('./app.mjs').Answer} impact of the API
 */
function expected(impact) {
  return {
    users: percent(impact.usersDown),
    journeys: impact.journeys.map(({title, effect, usersDown}) =>
      [words[effect], title, ...(usersDown > 0 ? [`${percent(usersDown)} of users`] : [])].join(
        ' ',
      ),
    ),
  }
}

describe('failing parts of the mesh', {skip: missing}, () => {
  /** @type {import('./app.mjs').App} */
  let app
  /** @type {import('playwright-core').Page} */
  let page
  before(async () => {
    app = await startApp()
    page = await app.signIn()
    await settle(page, '/topology')
  })
  afterEach(() => assert.deepEqual(app.takeFaults(), []))
  after(() => app?.stop())

  /** What the page says of the failures, spaces evened out. */
  const said = async () => {
    const panel = page.getByRole('region', {name: /^If .* fails?$/})
    const journeys = await panel.getByRole('list', {name: 'Journeys'}).locator('li').allInnerTexts()
    const users = panel.locator('dt', {hasText: 'Users down'}).locator('+ dd')
    return {
      users: await users.innerText(),
      journeys: journeys.map((text) => text.replace(/\s+/g, ' ').trim()),
    }
  }

  /** How many services of the map carry the word of an effect. */
  const marked = (/** @type {string} */ effect) =>
    page.locator(`button.service[data-effect="${effect}"]`, {hasText: words[effect]})

  test('a zone takes down what the API says', async () => {
    await page.getByRole('button', {name: /^Hall A/}).click()
    await page.getByRole('button', {name: 'Fail this', exact: true}).click()
    await page.waitForURL('**failed=onprem-a**')
    await settled(page)
    const impact = await api(page, '/domains/onprem-a/blast-radius')
    assert.deepEqual(await said(), expected(impact))
    const {services} = await api(page, '/topology')
    const effectOf = (/** @type {string} */ id) =>
      impact.services.find((s) => s.id === id)?.effect ?? 'unaffected'
    for (const effect of Object.keys(words)) {
      const hit = services.filter(({id}) => effectOf(id) === effect)
      const shown = new Set(await marked(effect).locator('.name').allInnerTexts())
      assert.deepEqual([...shown].toSorted(), hit.map(({title}) => title).toSorted(), effect)
    }
  })

  test('a second failure is asked of the API together with the first', async () => {
    await page.getByLabel('Fail another').selectOption({label: 'Cloud cluster'})
    await page.waitForURL('**failed=onprem-a%2Ccloud**')
    await settled(page)
    const impact = await api(page, '/domains/onprem-a/blast-radius?also=cloud')
    assert.deepEqual(await said(), expected(impact))
    await page.getByLabel('Fail another').selectOption({label: 'On-premises cluster'})
    await settled(page)
    const all = await api(page, '/domains/onprem-a/blast-radius?also=cloud,onprem')
    assert.equal(all.usersDown, 1)
    assert.deepEqual(await said(), expected(all))
    await page.getByRole('button', {name: 'Clear'}).click()
    await page.waitForFunction(() => !window.location.search.includes('failed'))
  })

  test('the table says the same of each failure alone', async () => {
    await page.getByRole('button', {name: 'Table'}).click()
    const {impacts} = await api(page, '/topology')
    const rows = await page
      .getByRole('table', {name: 'Effect of each failure on each journey'})
      .locator('tbody tr')
      .evaluateAll((all) =>
        all.map((row) => ({
          title: row.querySelector('th')?.firstChild?.textContent,
          effects: [...row.querySelectorAll('.status')].map((mark) => mark.textContent),
        })),
      )
    assert.ok(rows.length > 10)
    assert.deepEqual(
      rows,
      impacts.map(({title, journeys}) => ({
        title,
        effects: journeys.map((/** @type {import("./app.mjs").Row} */ {effect}) => words[effect]),
      })),
    )
  })
})
