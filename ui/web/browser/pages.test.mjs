import assert from 'node:assert/strict'
import {after, afterEach, before, describe, test} from 'node:test'
import {api, settle, settled, startApp} from './app.mjs'
import {missing} from './prerequisites.mjs'

/**
 * Pages with what the API knows and they must show: address, question, and the
 * texts to look for in its answer.
 * @type {[address: string, path: string, texts: (answer: import('./app.mjs').Answer) => string[]][]}
 */
const pages = [
  ['/slos', '/slos', ({data}) => data.flatMap((s) => [s.title, s.attained.display, s.subject])],
  [
    '/risks',
    '/risks',
    ({singlePoints}) => singlePoints.flatMap((p) => [p.title, p.display, p.owner]),
  ],
  [
    '/risks',
    '/scenarios',
    ({data}) => data.flatMap((s) => [s.title, s.savedMinutesPerYear.display]),
  ],
  [
    '/models/latest/fmea',
    '/fmea?limit=20',
    ({data}) => data.flatMap((r) => [r.item, r.mode, String(r.rpn)]),
  ],
  ['/incidents', '/incidents?limit=50', ({data}) => data.map((i) => i.title)],
  [
    '/incidents',
    '/overview',
    ({records: r}) => [r.mttr.display, r.mtbf.display, r.availability.display],
  ],
  [
    '/what-if',
    '/scenarios',
    ({data}) =>
      data.flatMap((s) => [s.title, s.downtimeMinutesPerYear.interval, s.costDisplay, s.verdict]),
  ],
  ['/policy', '/policy-results?limit=40', ({data}) => data.flatMap((r) => [r.title, r.fact])],
  [
    '/models',
    '/overview',
    ({model, assessmentId}) => [model.title, model.digest.slice(0, 8), assessmentId],
  ],
  ['/data', '/parameters?limit=20', ({data}) => data.map((p) => p.source).filter(Boolean)],
  ['/data', '/overview', ({warnings}) => warnings],
  [
    '/services/fraud-score',
    '/services/fraud-score',
    ({service: s}) => [s.title, s.mttr.display, s.mtbf.display, s.recurrence.title],
  ],
  ['/services', '/services', ({data}) => data.flatMap((s) => [s.title, s.availability.display])],
  ['/topology', '/topology', ({domains}) => domains.map((d) => d.title)],
]

describe('the other pages', {skip: missing}, () => {
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

  for (const [address, path, texts] of pages) {
    test(`${address} shows what ${path} answers`, async () => {
      await settle(page, address)
      const shown = await page.innerText('main')
      const wanted = texts(await api(page, path))
      assert.ok(wanted.length > 0)
      assert.deepEqual(
        wanted.filter((text) => !shown.includes(text)),
        [],
      )
    })
  }

  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`/incidents draws its charts in the colours of a ${colorScheme} page`, async () => {
      const other = await app.visit('/incidents', {colorScheme})
      const {data: charts} = await api(page, '/charts?subject=records')
      assert.equal(charts.length, 2)
      for (const {title, description} of charts) {
        const drawing = other.getByRole('img', {name: `${title} ${description}`, exact: true})
        await drawing.waitFor()
        assert.equal(await drawing.evaluate((svg) => svg.localName), 'svg')
        const [colour, wanted] = await drawing.evaluate((svg) => {
          const text = svg.querySelector('text')
          const probe = document.body.appendChild(document.createElement('i'))
          probe.style.color = 'var(--text)'
          return [text && getComputedStyle(text).fill, getComputedStyle(probe).color]
        })
        assert.equal(colour, wanted)
      }
    })
  }

  test('a chart opened by itself has its own colours', async () => {
    await settle(page, '/services/fraud-score')
    const link = page.getByRole('link', {name: 'SVG of the chart of outages'})
    const other = await app.visit(undefined, {colorScheme: 'dark'})
    await other.goto((await link.getAttribute('href')) ?? '')
    const rim = other.locator('rect').first()
    assert.equal(await rim.evaluate((rect) => getComputedStyle(rect).fill), 'rgb(17, 26, 43)')
  })

  test('the whole of a filtered and sorted view is in its address', async () => {
    await settle(page, '/models/latest/fmea')
    await page.getByLabel('Find').fill('zone')
    await page.getByLabel('Action priority').selectOption('L')
    await page.getByRole('button', {name: 'RPN'}).click()
    await page.getByRole('button', {name: 'RPN'}).click()
    await page.waitForURL(/sort=/)
    await sameElsewhere(page)
  })

  test('so are the failures of the topology', async () => {
    await settle(page, '/topology')
    await page
      .getByRole('button', {name: /^Ledger/})
      .first()
      .click()
    await page.getByRole('button', {name: 'Fail this', exact: true}).click()
    await page.getByLabel('Fail another').selectOption({label: 'Hall B'})
    await page.waitForURL(/failed=.*onprem-b/)
    await sameElsewhere(page)
  })

  test('so are cut set, selection and zoom of the fault tree', async () => {
    await settle(page, '/models/latest/tree?journey=card-payments')
    await page.getByRole('grid').getByRole('row').nth(3).click()
    await page.getByRole('application').focus()
    await page.keyboard.press('Home')
    await page.waitForURL(/select=/)
    const [, , before = 0] = await view(page)
    await page.keyboard.press('-')
    await page.waitForFunction(
      (zoom) => Number(new URLSearchParams(window.location.search).get('at')?.split(',')[2]) < zoom,
      before * 0.9,
    )
    const other = await sameElsewhere(page)
    const [here, there] = [await view(page), await view(other)]
    assert.equal(here.length, 3)
    for (const [i, value] of here.entries()) assert.ok(Math.abs(value - (there[i] ?? 0)) < 0.1)
  })

  /**
   * Where the drawing is moved to and how much it is zoomed.
   * @param {import('playwright-core').Page} of
   */
  async function view(of) {
    const transform = await of.locator('svg.drawing > g').getAttribute('transform')
    return (transform?.match(/-?[\d.]+/g) ?? []).map(Number)
  }

  /**
   * Opens the address of a page in a new window, which must show the same.
   * @param {import('playwright-core').Page} page
   */
  async function sameElsewhere(page) {
    await settled(page)
    const other = await app.visit(page.url())
    await other.waitForFunction(
      (text) => document.querySelector('main')?.innerText === text,
      await page.innerText('main'),
    )
    const values = (/** @type {import('playwright-core').Page} */ of) =>
      of
        .locator('main :is(select, input)')
        .evaluateAll((fields) => fields.map((field) => 'value' in field && field.value))
    assert.deepEqual(await values(other), await values(page))
    return other
  }
})
