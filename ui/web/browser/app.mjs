import {chromium as playwright} from 'playwright-core'
import {chromium} from './prerequisites.mjs'
import {startServer} from './server.mjs'

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContextOptions} Options */
/** @typedef {Awaited<ReturnType<typeof startApp>>} App */

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts the server and a browser with a new profile.
 * @param {string[]} [args] of the binary
 */
export async function startApp(args = ['demo']) {
  const server = await startServer(args)
  const asRoot = process.getuid?.() === 0 // Chromium has no sandbox for root
  const browser = await playwright.launch({
    executablePath: chromium,
    args: asRoot ? [...flags, '--no-sandbox'] : flags,
  })
  /** @type {Options['storageState']} */
  let session
  /** @type {string[]} */
  let faults = []

  /**
   * Opens an address in a window of its own, that shares nothing with others but the sign-in.
   * @param {string} [address]
   * @param {Options} [options]
   */
  async function visit(address, options) {
    const context = await browser.newContext({
      baseURL: server.origin,
      viewport: {width: 1280, height: 800},
      storageState: session,
      ...options,
    })
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${page.url()}: ${message.text()}`)
    })
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
    if (address !== undefined) await settle(page, address)
    return page
  }

  return {
    link: server.link,
    visit,
    /** Signs in by the link, for all windows opened from now on. */
    signIn: async () => {
      const page = await visit()
      await page.goto(server.link)
      await page.waitForURL(/\/(overview|welcome)$/)
      session = await page.context().storageState()
      return page
    },
    /** What the browser complained of since the last time. */
    takeFaults: () => {
      const taken = faults
      faults = []
      return taken
    },
    stop: async () => {
      await browser.close()
      await server.stop()
    },
  }
}

/**
 * Opens an address and waits until nothing is on its way any more.
 * @param {Page} page
 * @param {string} address
 */
export async function settle(page, address) {
  await page.goto(address)
  await settled(page)
}

/**
 * Waits until the page has its heading and all its panels are loaded.
 * @param {Page} page
 */
export async function settled(page) {
  await page.locator('h1').first().waitFor()
  await page.waitForFunction(
    () => !document.querySelector('[aria-busy="true"], [role="status"].skeleton'),
  )
}

/** @typedef {Record<string, any>} Row */

/**
 * What the API answers, with the lists the tests walk. Its types are not those of
 * the client under test.
 * @typedef {Row & Record<'data' | 'domains' | 'gates' | 'impacts' | 'journeys' | 'services' | 'singlePoints', Row[]>
 *   & {overview: Row & Record<'causes' | 'figures' | 'trend', Row[]>}} Answer
 */

/**
 * Asks the API as the page does.
 * @param {Page} page
 * @param {string} path below /api/v1
 * @returns {Promise<Answer>}
 */
export function api(page, path) {
  return page.evaluate(async (url) => (await fetch(url)).json(), `/api/v1${path}`)
}
