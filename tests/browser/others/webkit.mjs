// @ts-check
/** WebKitGTK's MiniBrowser on a virtual screen, driven over WebDriver. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { capture } from '../../../tools/run.mjs'

/** The paths in Debian, by architecture; `MINIBROWSER` overrides them. */
const PLACES = [
  process.env.MINIBROWSER ?? '',
  '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
]
const binary = PLACES.find((path) => path !== '' && existsSync(path))
const programs = ['WebKitWebDriver', 'xvfb-run'].filter((name) => capture('which', [name]) === undefined)

/** A message about missing software, if any. */
export const missing =
  binary === undefined || programs.length > 0
    ? `no ${[...(binary ? [] : ['MiniBrowser']), ...programs].join(', ')} here (Debian: apt-get install webkit2gtk-driver xvfb xauth; elsewhere set MINIBROWSER to its path)`
    : undefined

/** The key of an element reference, from the WebDriver specification. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/**
 * Starts the browser.
 * @returns {Promise<import('./journey.mjs').Driver>}
 */
export async function launch() {
  if (missing !== undefined) throw new Error(missing)
  const driver = await startDriver()
  try {
    return await startSession(driver)
  } catch (error) {
    await driver.close()
    throw error
  }
}

/** Starts the driver on a virtual screen. */
async function startDriver() {
  const port = await freePort()
  // The shell prints its process ID and becomes the driver: when it ends, xvfb-run cleans up.
  const script = `echo $$; exec WebKitWebDriver --host=127.0.0.1 --port=${port}`
  const screen = spawn('xvfb-run', ['-a', 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, GDK_BACKEND: 'x11' },
  })
  const ended = once(screen, 'exit')
  const pid = await Promise.race([
    once(createInterface(screen.stdout), 'line').then(([line]) => Number(line)),
    ended.then(() => Promise.reject(new Error('xvfb-run ended at once'))),
  ])
  const url = `http://127.0.0.1:${port}`
  const ready = () =>
    fetch(`${url}/status`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await ready())) {
    if (screen.exitCode !== null) throw new Error('WebKitWebDriver ended at once')
    await pause(50)
  }
  return {
    url,
    async close() {
      if (screen.exitCode === null) process.kill(pid)
      await ended
    },
  }
}

/** @param {{ url: string, close: () => Promise<void> }} driver */
async function startSession(driver) {
  const { sessionId, capabilities } = await call(driver.url, 'POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } } },
  })
  const session = `/session/${sessionId}`
  const post = (/** @type {string} */ path, /** @type {object} */ body) =>
    call(driver.url, 'POST', session + path, body)
  const run = (/** @type {Function} */ code, /** @type {unknown[]} */ args) =>
    post('/execute/sync', { script: `return (${code}).apply(undefined, arguments)`, args })
  const element = async (/** @type {Function} */ find, /** @type {unknown[]} */ args) =>
    `/element/${(await run(find, args))[ELEMENT]}`
  await post('/window/rect', { width: 1440, height: 940 })
  return {
    version: `WebKitGTK ${capabilities.browserVersion}`,
    open: (/** @type {string} */ url) => post('/url', { url }),
    run: (/** @type {Function} */ code, /** @type {unknown[]} */ ...args) => run(code, args),
    click: async (/** @type {Function} */ find, /** @type {unknown[]} */ ...args) =>
      post(`${await element(find, args)}/click`, {}),
    type: async (/** @type {string} */ text, /** @type {Function} */ find, /** @type {unknown[]} */ ...args) =>
      post(`${await element(find, args)}/value`, { text }),
    async close() {
      await call(driver.url, 'DELETE', session)
      await driver.close()
    },
  }
}

/**
 * Sends a WebDriver command.
 * @param {string} url
 * @param {'POST' | 'DELETE'} method
 * @param {string} path
 * @param {object} [body]
 */
async function call(url, method, path, body) {
  const response = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  const { value } = /** @type {{ value: any }} */ (await response.json())
  if (!response.ok) throw new Error(`${method} ${path}: ${value?.error}: ${value?.message}`)
  return value
}

/** A free port. @returns {Promise<number>} */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}
