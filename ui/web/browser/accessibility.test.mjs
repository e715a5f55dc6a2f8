import assert from 'node:assert/strict'
import {after, afterEach, before, describe, test} from 'node:test'
import {assertAccessible} from './accessible.mjs'
import {settle, settled, startApp} from './app.mjs'
import {missing} from './prerequisites.mjs'
import {routes} from './routes.mjs'

describe('accessibility', {skip: missing}, () => {
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

  for (const route of routes) {
    test(`${route}: no violation in light and dark, no sideways scroll at 320 px`, async () => {
      await page.setViewportSize({width: 1280, height: 800})
      await settle(page, route)
      await assertAccessible(page)
      await page.setViewportSize({width: 320, height: 640})
      await assertNoSidewaysScroll(page)
    })
  }

  test('the sign-in page', async () => {
    const stranger = await app.visit('/sign-in', {storageState: undefined})
    await assertAccessible(stranger)
    await stranger.setViewportSize({width: 320, height: 640})
    await assertNoSidewaysScroll(stranger)
    app.takeFaults() // that nobody is signed in is answered by 401
  })

  test('the dialogs that explain a figure and list the keys', async () => {
    const other = await app.visit('/overview')
    await other
      .getByRole('button', {name: /^Explain/})
      .first()
      .click()
    await other.getByRole('dialog').getByText('version 18').waitFor()
    await assertAccessible(other)
    await other.keyboard.press('Escape')
    await other.keyboard.press('?')
    await other.getByRole('dialog', {name: 'Keys'}).waitFor()
    await assertAccessible(other)
  })

  test('the colours that were chosen stay', async () => {
    const other = await app.visit('/overview', {colorScheme: 'light'})
    const colour = () =>
      other.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
    const light = await colour()
    await other.getByLabel('Colours').selectOption('dark')
    assert.notEqual(await colour(), light)
    await other.reload()
    await settled(other)
    assert.notEqual(await colour(), light)
  })

  test('the keyboard alone leads from the skip link to the cut set of a cause', async () => {
    const other = await app.visit('/slos')
    await other.keyboard.press('Tab')
    const skip = other.getByRole('link', {name: 'Skip to content'})
    assert.equal(await skip.evaluate((link) => link === document.activeElement), true)
    const box = await skip.boundingBox()
    assert.ok(box && box.x >= 0 && box.y >= 0)
    await other.keyboard.press('Enter')
    assert.equal(await other.evaluate(() => document.activeElement?.id), 'main')
    await other.keyboard.press('g')
    await other.keyboard.press('o')
    await other.waitForURL('**/overview')
    await settled(other)
    const cause = other
      .getByRole('table', {name: /^Causes/})
      .getByRole('link')
      .first()
    await tabTo(other, cause)
    await other.keyboard.press('Enter')
    await other.waitForURL('**/tree?journey=card-payments&cutSet=1')
    await settled(other)
    await tabTo(other, other.getByRole('application'))
    await other.keyboard.press('Home')
    await other.waitForURL('**select=**')
  })

  test('motion stops for those who ask for it', async () => {
    const other = await app.visit('/overview', {reducedMotion: 'reduce'})
    const moving = await other.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const {transitionDuration, animationName, animationDuration} = getComputedStyle(element)
          const animated = animationName !== 'none' && animationDuration !== '0s'
          return transitionDuration !== '0s' || animated
        }).length,
    )
    assert.equal(moving, 0)
  })
})

/** @param {import('playwright-core').Page} page */
async function assertNoSidewaysScroll(page) {
  const {content, window: shown} = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: window.innerWidth,
  }))
  assert.ok(content <= shown, `${page.url()}: ${content} px wide in ${shown} px`)
}

/**
 * Presses Tab until an element has the focus, which must be seen at every stop.
 * @param {import('playwright-core').Page} page
 * @param {import('playwright-core').Locator} goal
 */
async function tabTo(page, goal) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(() => {
      const element = document.activeElement
      const style = element && getComputedStyle(element)
      return {
        name: element?.outerHTML.slice(0, 80),
        seen: style?.outlineStyle === 'solid' && Number.parseFloat(style.outlineWidth) >= 2,
      }
    })
    assert.ok(focus.seen, `the focus is not seen on ${focus.name}`)
    if (await goal.evaluate((element) => element === document.activeElement)) return
  }
  assert.fail('Tab never reached it')
}
