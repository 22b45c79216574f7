// @ts-check
/** axe-core's violations in the web console: in each state, in both themes and on a phone. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, describe, it } from 'node:test'
import { demoSettings } from '../../examples/web-console/serve.mjs'
import { DEMO_KEY, demoFiles } from '../../tools/sts/demo.mjs'
import { skip } from './browser.mjs'
import { choose, closeDialog, getCredentials, paste, pasteBoth, startStage, toTab } from './console-page.mjs'
import { teamConfig } from './team-config.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const KEYS = `export AWS_ACCESS_KEY_ID=${DEMO_KEY.accessKeyId}\nexport AWS_SECRET_ACCESS_KEY=x`

/**
 * The violations of the page in its current state, one line each.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
async function violations(page) {
  const found = await page.evaluate(async () => (await Reflect.get(globalThis, 'axe').run()).violations)
  return found.flatMap((/** @type {import('axe-core').Result} */ { id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html}: ${failureSummary}`),
  )
}

const LAPTOP = { width: 1366, height: 768 }
const PHONE = { width: 390, height: 844 }

const WINDOWS = {
  'a laptop, light': { colorScheme: 'light', viewport: LAPTOP },
  'a laptop, dark': { colorScheme: 'dark', viewport: LAPTOP },
  'a phone, light': { colorScheme: 'light', viewport: PHONE },
  'a phone, dark': { colorScheme: 'dark', viewport: PHONE },
}

describe('accessibility of the web console', { skip, timeout: 300_000 }, () => {
  /** @type {Awaited<ReturnType<typeof startStage>>} */
  let stage
  before(async () => {
    stage = await startStage()
  })
  after(() => stage?.close())

  for (const [name, window] of Object.entries(WINDOWS)) {
    it(`axe-core finds no violation: ${name}`, async () => {
      const { page } = await stage.open(
        /** @type {any} */ ({ ...window, settings: { relay: '/relay', signIn: stage.sts.url } }),
      )
      // A colour in the middle of its transition is not the one that users see.
      await page.emulateMedia({ reducedMotion: 'reduce' })
      await page.evaluate(axe)
      /** @type {Record<string, string[]>} */
      const found = { empty: await violations(page) }
      await pasteBoth(page, demoSettings(stage.sts.url).example)
      await choose(page, 'audit')
      found.mistakes = await violations(page)

      await choose(page, 'hub')
      await page.locator('svg .box').last().click()
      found.chain = await violations(page)
      await page.getByRole('button', { name: 'Get credentials' }).click()
      await page.locator('#mfa-code').waitFor()
      found.code = await violations(page)
      await page.locator('#mfa-code').fill('000000')
      await page.getByText('Code not accepted').waitFor()
      found.refused = await violations(page)
      await page.getByRole('button', { name: 'Cancel' }).click()

      await choose(page, 'locked')
      await getCredentials(page)
      await page.locator('div.failed .cause-possible').first().waitFor()
      found.failed = await violations(page)

      await choose(page, 'readonly')
      await getCredentials(page)
      await page.getByRole('button', { name: 'Sign in to the console' }).click()
      await page.getByRole('button', { name: 'Open the console' }).waitFor()
      await page.locator('.requests summary').click()
      found.result = await violations(page)

      await toTab(page, 'Profiles')
      await page.getByRole('button', { name: 'Export' }).click()
      await page.locator('.text-dialog').waitFor()
      found.dialog = await violations(page)
      await closeDialog(page)
      await toTab(page, 'Files')
      found.files = await violations(page)
      await page.locator('.problems').getByRole('button', { name: 'use the role' }).click()
      await page.getByRole('button', { name: 'Compare ~/.aws/config' }).click()
      await page.locator('.text-dialog .line-new').waitFor()
      found.compare = await violations(page)
      await closeDialog(page)
      await page.getByRole('button', { name: 'Copy ~/.aws/config' }).click()
      await paste(page, 'credentials', KEYS)
      found.offer = await violations(page)
      await paste(page, 'config', teamConfig(400))
      await toTab(page, 'Profiles')
      await page.locator('.group-name').first().waitFor()
      found.team = await violations(page)
      await choose(page, 'team-0-billing')
      await page.locator('.unavailable').waitFor()
      found.unavailable = await violations(page)
      await page.getByRole('button', { name: 'Clear everything' }).click()
      await page.getByRole('button', { name: 'Undo' }).waitFor()
      found.cleared = await violations(page)
      for (const [state, all] of Object.entries(found)) assert.deepEqual(all, [], state)
    })
  }

  it('keeps the focus near a pressed button that goes, and never gives it to the page as a whole', async () => {
    const { page } = await stage.open()
    const { config, credentials } = demoFiles({ endpointUrl: stage.sts.url })
    await pasteBoth(page, { config: `${config}\n[profile wrong]\nregio = a\n`, credentials })
    await choose(page, 'readonly')
    /** Presses a button with the keyboard, waits until it is gone, and waits for the focus. */
    const press = async (/** @type {import('playwright-core').Locator} */ button, /** @type {string} */ next) => {
      await button.focus()
      await page.keyboard.press('Enter')
      await button.waitFor({ state: 'detached' })
      await page.waitForFunction((wanted) => document.activeElement?.matches(wanted), next)
    }
    const named = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true })
    await press(page.locator('.problems .fix'), '.problems .empty')
    await press(page.getByRole('button', { name: 'Get credentials' }), '.copy')
    await press(named('Who is this?'), '.identity')
    await press(page.locator('.result').getByRole('button', { name: 'Clear' }), '.start')
    await page.getByRole('button', { name: 'copy a link to this profile' }).click()
    await press(named('Dismiss'), 'main *')
    await press(named('Clear everything'), '.top .round')
    await press(named('Undo'), 'main *')
    await page.locator('.row').first().waitFor()
    await paste(page, 'credentials', KEYS)
    await press(named('Discard'), 'main *')
    await paste(page, 'credentials', KEYS)
    await press(named('Make this [default]'), 'main *')
    await paste(page, 'config', teamConfig(12))
    await page.getByLabel('filter the profiles').fill('nothing like this')
    await press(named('Show all'), '.list')
  })
})
