// @ts-check
/** Firefox, driven over WebDriver BiDi, which it implements. */
import { existsSync } from 'node:fs'
import puppeteer from 'puppeteer-core'

/** `FIREFOX` overrides the path. */
const PLACES = [
  process.env.FIREFOX ?? '',
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
]
const executablePath = PLACES.find((path) => path !== '' && existsSync(path))

/** A message about missing software, if any. */
export const missing =
  executablePath === undefined
    ? 'no Firefox is installed here (Debian: apt-get install firefox-esr; elsewhere set FIREFOX to its path)'
    : undefined

/** No background requests. */
const PREFERENCES = {
  'app.normandy.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
}

/**
 * Starts the browser.
 * @returns {Promise<import('./journey.mjs').Driver>}
 */
export async function launch() {
  if (executablePath === undefined) throw new Error(missing)
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: PREFERENCES,
  })
  const page = await browser.newPage()
  await page.setViewport({ width: 1440, height: 940 })
  return {
    version: (await browser.version()).replace('/', ' '),
    open: async (url) => void (await page.goto(url)),
    run: (code, ...args) => page.evaluate(code, ...args),
    async click(find, ...args) {
      const handle = await page.evaluateHandle(find, ...args)
      await /** @type {import('puppeteer-core').ElementHandle<Element>} */ (handle).click()
    },
    async type(text, find, ...args) {
      const handle = await page.evaluateHandle(find, ...args)
      await /** @type {import('puppeteer-core').ElementHandle<Element>} */ (handle).type(text)
    },
    close: () => browser.close(),
  }
}
