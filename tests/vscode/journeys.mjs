// @ts-check
/** What is tried in every extension host. */
import { DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { answer, choose, command, notification, picture, quickFix, save, statusItem, tab, write } from './workbench.mjs'

/** @typedef {import('playwright-core').Page} Page */

/** What is wrong with a config, at its end. */
export const MISTAKE = '\n[profile extra]\nregoin = eu-west-1'

/**
 * Pastes both files into those that the web host keeps.
 * @param {Page} page
 * @param {string} endpointUrl
 * @param {string} [more] after the config
 */
export async function paste(page, endpointUrl, more = '') {
  const { config, credentials } = demoFiles({ endpointUrl, profiles: ['base', 'hub', 'deploy'] })
  await command(page, 'AWS: Open Credentials File')
  await tab(page, 'credentials').waitFor()
  await write(page, credentials)
  await save(page)
  await command(page, 'AWS: Open Config File')
  await tab(page, 'config').waitFor()
  await write(page, config + more)
}

/**
 * Has {@link MISTAKE} mended, in the config that is in front with the cursor at its end.
 * @param {Page} page
 */
export async function mend(page) {
  await page.locator('.squiggly-warning').first().waitFor()
  await quickFix(page, 'region')
  await page.locator('.view-line', { hasText: /region\s=\seu-west-1/ }).waitFor()
  await save(page)
}

/**
 * Selects a profile that asks for an MFA code.
 * @param {Page} page
 */
export async function selectHub(page) {
  await command(page, 'AWS: Select Profile')
  await choose(page, 'hub')
  await answer(page, DEMO_MFA.serial, DEMO_MFA.code)
  await statusItem(page)
    .filter({ hasText: /hub · Hub · \d+ min/ })
    .waitFor()
}

/**
 * Asks who that is, and for the chain.
 * @param {Page} page
 */
export async function lookAtHub(page) {
  await command(page, 'AWS: Who Am I')
  const who = notification(page, 'arn:aws:sts::111122223333:assumed-role/Hub/')
  await who.waitFor()
  await close(page, who)
  await command(page, 'AWS: Explain the Chain')
  await tab(page, 'hub').waitFor()
  await page.locator('.view-line', { hasText: 'role/Hub' }).first().waitFor()
  await picture(page, 'chain')
}

/**
 * Tries everything that would get credentials, where the workspace is not trusted.
 * @param {Page} page
 */
export async function beRefused(page) {
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor()
  for (const title of ['Select Profile', 'Who Am I', 'Copy Credentials As', 'Open Console']) {
    await command(page, `AWS: ${title}`)
    const refusal = notification(page, 'this workspace is not trusted')
    await refusal.waitFor()
    await close(page, refusal)
  }
}

/**
 * Takes a notification away; by a command, since it hides by itself after a while.
 * @param {Page} page
 * @param {import('playwright-core').Locator} shown
 */
async function close(page, shown) {
  await command(page, 'Notifications: Clear All Notifications')
  await shown.waitFor({ state: 'detached' })
}
