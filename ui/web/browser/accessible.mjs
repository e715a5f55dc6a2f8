import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'

const axe = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8')

/** WCAG 2.0 to 2.2, levels A and AA. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * What axe-core finds wrong with a page as it is shown.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  return page.evaluate(async (values) => {
    // @ts-expect-error axe-core puts itself there
    const {violations} = await window.axe.run(document, {
      runOnly: {type: 'tag', values},
      resultTypes: ['violations'],
    })
    return violations.flatMap((/** @type {any} */ {id, nodes}) =>
      nodes.map(
        (/** @type {any} */ {target, failureSummary}) => `${id} ${target}: ${failureSummary}`,
      ),
    )
  }, tags)
}

/**
 * Checks a page in light and in dark colours.
 * @param {import('playwright-core').Page} page
 */
export async function assertAccessible(page) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({colorScheme})
    assert.deepEqual(await violations(page), [], colorScheme)
  }
}
