import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {createInterface} from 'node:readline'
import {binary} from './prerequisites.mjs'

/**
 * @typedef {object} Server
 * @property {string} link signs in whoever opens it first
 * @property {string} origin
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the binary on a free port and waits until it serves.
 * @param {string[]} args
 * @returns {Promise<Server>}
 */
export async function startServer(args) {
  const child = spawn(binary, [...args, '--quiet', '--listen', '127.0.0.1:0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = () => child.kill()
  process.once('exit', kill) // a test that is cut off leaves no server behind
  const ended = once(child, 'exit')
  const link = await Promise.race([
    linkFrom(child.stdout),
    ended.then(([code]) => {
      throw new Error(`ninefold ${args.join(' ')} ended with code ${code} before it served`)
    }),
  ])
  return {
    link,
    origin: new URL(link).origin,
    stop: async () => {
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}

/** @param {import('node:stream').Readable} output */
async function linkFrom(output) {
  for await (const line of createInterface({input: output})) {
    const link = line.match(/http\S+\/signin\?code=\S+/)
    if (link) return link[0]
  }
  throw new Error('the server printed no sign-in link')
}
