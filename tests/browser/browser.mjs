// @ts-check
/** A real Chromium, driven by Playwright. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

/** The paths of Linux distributions, macOS and Chrome's installer; `CHROMIUM` overrides them. */
const PLACES = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path of the browser, if one is installed. */
export const executablePath = PLACES.find((path) => path !== '' && existsSync(path))

/**
 * The reason to skip tests in a browser, or `false`. On CI they are not skipped: a missing browser fails
 * them.
 */
export const skip =
  executablePath === undefined && process.env.CI !== 'true'
    ? 'no Chromium is installed here (Debian: apt-get install chromium; elsewhere set CHROMIUM to its path)'
    : false

/** No sandbox, because CI runs as root, and no background requests. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the browser. The caller closes it. */
export async function launch() {
  if (executablePath === undefined) throw new Error('there is no Chromium here, and CI must have one')
  return chromium.launch({ executablePath, args: ARGS })
}

/**
 * Starts the browser with a profile in a folder, whose frames may keep data: in the windows of {@link launch}, as in
 * private ones, a frame of another host may not. Closing it ends the browser.
 * @param {string} folder an empty one
 * @param {import('playwright-core').BrowserContextOptions} options of its windows
 */
export async function launchKeeping(folder, options) {
  if (executablePath === undefined) throw new Error('there is no Chromium here, and CI must have one')
  mkdirSync(join(folder, 'Default'))
  writeFileSync(join(folder, 'Default/Preferences'), JSON.stringify({ profile: { cookie_controls_mode: 0 } }))
  return chromium.launchPersistentContext(folder, { ...options, executablePath, args: ARGS })
}
