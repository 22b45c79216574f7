// @ts-check
/** A real Chromium, driven by Playwright. */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** Where Linux distributions, macOS and Chrome's installer put it; `CHROMIUM` names another. */
const PLACES = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The browser's program, if there is one here. */
export const executablePath = PLACES.find((path) => path !== '' && existsSync(path))

/**
 * Why tests in a browser are skipped, or `false`. On CI they never are: there a missing browser
 * fails them.
 */
export const skip =
  executablePath === undefined && process.env.CI !== 'true'
    ? 'no Chromium is installed here (Debian: apt-get install chromium; elsewhere set CHROMIUM to its path)'
    : false

/** No sandbox, because CI runs as root, and nothing that calls home. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts it. The caller closes it. */
export async function launch() {
  if (executablePath === undefined) throw new Error('there is no Chromium here, and CI must have one')
  return chromium.launch({ executablePath, args: ARGS })
}
