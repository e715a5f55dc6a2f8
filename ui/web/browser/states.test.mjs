import assert from 'node:assert/strict'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {after, afterEach, before, describe, test} from 'node:test'
import {assertAccessible} from './accessible.mjs'
import {settle, startApp} from './app.mjs'
import {missing} from './prerequisites.mjs'

const problem = {
  title: 'Internal Server Error',
  status: 500,
  code: 'internal',
  detail: 'The store did not answer within 5 s.',
}

describe('a server that fails', {skip: missing}, () => {
  /** @type {import('./app.mjs').App} */
  let app
  before(async () => {
    app = await startApp()
    await app.signIn()
  })
  after(() => app?.stop())

  test('is named with its request, shows no figure, and is asked again by Retry', async () => {
    const page = await app.visit()
    await page.route('**/api/v1/overview*', (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        headers: {'X-Request-Id': '6f1c0e5d2b7a4f39'},
        body: JSON.stringify(problem),
      }),
    )
    await page.goto('/overview')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    const text = await alert.innerText()
    for (const part of [problem.title, problem.detail, '6f1c0e5d2b7a4f39']) {
      assert.ok(text.includes(part), `“${part}” is missing in ${text}`)
    }
    const elsewhere = (await page.innerText('main')).replace(text, '')
    assert.doesNotMatch(elsewhere, /\d/)
    assert.equal(await page.locator('.figure').count(), 0)
    await assertAccessible(page)
    await page.unroute('**/api/v1/overview*')
    await alert.getByRole('button', {name: 'Retry'}).click()
    await page.getByRole('heading', {level: 1, name: /314 min expected/}).waitFor()
    const faults = app.takeFaults()
    assert.ok(
      faults.length > 0 && faults.every((fault) => fault.includes('status of 500')),
      `${faults}`,
    )
  })

  test('that is slow shows where figures will be, and none', async () => {
    const page = await app.visit()
    await page.route('**/api/v1/**', () => {}) // never answered
    await page.goto('/risks')
    await page.getByText('Loading single points of failure').waitFor({state: 'attached'})
    assert.equal(await page.locator('[aria-busy="true"]').count(), 3)
    assert.doesNotMatch(await page.innerText('main'), /\d/)
    await assertAccessible(page)
    await page.context().close()
    assert.deepEqual(app.takeFaults(), [])
  })
})

describe('a server without data', {skip: missing}, () => {
  /** @type {import('./app.mjs').App} */
  let app
  /** @type {import('playwright-core').Page} */
  let page
  /** @type {string} */
  let folder
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ninefold-browser-'))
    app = await startApp(['serve', '--database', join(folder, 'empty.db')])
    page = await app.signIn()
  })
  afterEach(() => {
    // That nothing was analysed is answered by 404.
    assert.deepEqual(
      app.takeFaults().filter((fault) => !fault.includes('status of 404')),
      [],
    )
  })
  after(async () => {
    await app?.stop()
    await rm(folder, {recursive: true, force: true})
  })

  test('shows the first steps, and no digit', async () => {
    await settle(page, '/')
    await page.waitForURL('**/welcome')
    assert.doesNotMatch(await page.innerText('body'), /\d/)
    await assertAccessible(page)
  })

  const pages = [
    '/overview',
    '/slos',
    '/risks',
    '/what-if',
    '/policy',
    '/services',
    '/data',
    '/topology',
  ]
  for (const address of [...pages, '/models', '/models/latest/tree']) {
    test(`has no digit on ${address}`, async () => {
      await settle(page, address)
      assert.match(await page.innerText('main'), /nothing has been analysed|No model/)
      assert.doesNotMatch(await page.innerText('main'), /\d/)
      await assertAccessible(page)
    })
  }
})
