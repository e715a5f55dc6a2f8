import assert from 'node:assert/strict'
import {after, before, describe, test} from 'node:test'
import {startApp} from './app.mjs'
import {missing} from './prerequisites.mjs'

describe('signing in', {skip: missing}, () => {
  /** @type {import('./app.mjs').App} */
  let app
  before(async () => {
    app = await startApp()
  })
  after(() => app?.stop())

  test('nobody sees a page without it, and is led on afterwards', async () => {
    const page = await app.visit('/risks?model=bank-mesh')
    await page.waitForURL('**/sign-in?**')
    assert.equal(new URL(page.url()).searchParams.get('next'), '/risks?model=bank-mesh')
    assert.equal(await page.locator('.figure, table').count(), 0)
    await page.getByLabel('Token').fill('nf_wrong')
    await page.getByRole('button', {name: 'Sign in'}).click()
    assert.match(await page.getByRole('alert').innerText(), /not known, has ended or was revoked/)
  })

  test('the link signs in once, and says so the second time', async () => {
    const page = await app.signIn()
    assert.equal(new URL(page.url()).search, '') // the code is not kept in the address
    const other = await app.visit(undefined, {storageState: undefined})
    const response = await other.goto(app.link)
    assert.equal(response?.status(), 401)
    assert.match(await other.innerText('body'), /A link works once/)
    await page.reload()
    await page.getByRole('list', {name: 'Six figures'}).waitFor()
  })

  test('signing out ends it', async () => {
    const page = await app.visit('/overview')
    await page.getByRole('button', {name: 'Sign out'}).click()
    await page.waitForURL(/\/sign-in(\?|$)/)
    await page.goto('/overview')
    await page.waitForURL('**/sign-in?**')
  })
})
