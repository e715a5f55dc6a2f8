import {accessSync, constants} from 'node:fs'
import {delimiter, join} from 'node:path'
import {fileURLToPath} from 'node:url'

/** The program under test; another one by the environment. */
export const binary =
  process.env.NINEFOLD_BIN ?? fileURLToPath(new URL('../../../bin/ninefold', import.meta.url))

/** @param {string} file */
function executable(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Where a program is that the tests use if it is there.
 * @param {string} name
 * @returns {string | undefined}
 */
export function onPath(name) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find(executable)
}

export const chromium = onPath('chromium')

/** What is missing and how to get it, in one line; false where nothing is. The reason to skip. */
export const missing =
  (chromium === undefined &&
    'browser tests: Chromium is missing; get it with: sudo apt-get install chromium') ||
  (!executable(binary) && `browser tests: ${binary} is missing; get it with: make build`)
