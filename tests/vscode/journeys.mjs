// @ts-check
/** The steps that run in every extension host. */
import assert from 'node:assert/strict'
import { formatCredentials, getCallerIdentity } from 'rolehop'
import { DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { until } from './until.mjs'
import {
  answer,
  choose,
  command,
  item,
  notification,
  persistently,
  picture,
  quickFix,
  save,
  statusItem,
  TRY,
  tab,
  write,
} from './workbench.mjs'

/** @typedef {import('playwright-core').Page} Page */

/** An error at the end of a config. */
export const MISTAKE = '\n[profile extra]\nregoin = eu-west-1'

/**
 * Pastes both files into the documents of the web host.
 * @param {Page} page
 * @param {string} endpointUrl
 * @param {string} [more] after the config
 */
export async function paste(page, endpointUrl, more = '') {
  const { config, credentials } = demoFiles({ endpointUrl, profiles: ['base', 'hub', 'deploy', 'readonly'] })
  await command(page, 'Rolehop: Open Credentials File')
  await tab(page, 'credentials').waitFor()
  await write(page, credentials)
  await save(page)
  await command(page, 'Rolehop: Open Config File')
  await tab(page, 'config').waitFor()
  await write(page, config + more)
}

/**
 * Applies the fix for {@link MISTAKE} in the active config, with the cursor at its end.
 * @param {Page} page
 */
export async function applyFix(page) {
  await page.locator('.squiggly-warning').first().waitFor()
  // They move the lines down.
  await page.locator('.codelens-decoration').first().waitFor()
  await quickFix(page, 'region', page.locator('.view-line', { hasText: /region\s=\seu-west-1/ }).first())
  await save(page)
}

/**
 * Selects a profile that requires an MFA code.
 * @param {Page} page
 */
export async function selectHub(page) {
  await command(page, 'Rolehop: Select Profile')
  await choose(page, 'hub')
  await answer(page, DEMO_MFA.serial, DEMO_MFA.code)
  await statusItem(page)
    .filter({ hasText: /hub · Hub · \d+ min/ })
    .waitFor()
}

/**
 * The profiles in the list of Select Profile, in its order.
 * @param {Page} page
 */
export async function listed(page) {
  await command(page, 'Rolehop: Select Profile')
  await item(page, 'base').waitFor()
  const names = await page.locator('.quick-input-list .monaco-list-row .label-name').allTextContents()
  await page.keyboard.press('Escape')
  await item(page, 'base').waitFor({ state: 'hidden' })
  return names
}

/**
 * Shows the caller identity and the chain.
 * @param {Page} page
 */
export async function lookAtHub(page) {
  await command(page, 'Rolehop: Who Am I')
  const who = notification(page, 'arn:aws:sts::111122223333:assumed-role/Hub/')
  await who.waitFor()
  await close(page, who)
  await command(page, 'Rolehop: Explain the Chain')
  await tab(page, 'hub').waitFor()
  await page.locator('.view-line', { hasText: 'role/Hub' }).first().waitFor()
  await picture(page, 'chain')
}

/**
 * Selects a profile without a prompt.
 * @param {Page} page
 */
export async function selectReadOnly(page) {
  await command(page, 'Rolehop: Select Profile')
  await choose(page, 'readonly')
  await statusItem(page)
    .filter({ hasText: /readonly · ReadOnly · \d+ min/ })
    .waitFor()
}

/**
 * Copies the credentials of the selected profile in two formats, and uses them.
 * @param {Page} page
 * @param {string} endpointUrl of the STS
 */
export async function copyCredentials(page, endpointUrl) {
  const copied = await copyAs(page, 'JSON')
  const credentials = JSON.parse(copied)
  assert.match(await arnOf(credentials, endpointUrl), /:assumed-role\/ReadOnly\//)
  const { expiration } = credentials
  const same = { ...credentials, ...(expiration && { expiration: new Date(expiration) }) }
  assert.equal(await copyAs(page, 'bash, zsh: export'), formatCredentials(same, 'env'))
}

/**
 * The identity that credentials have at an STS.
 * @param {import('rolehop').AwsCredentialIdentity} credentials
 * @param {string} endpointUrl
 */
export async function arnOf(credentials, endpointUrl) {
  const { arn } = await getCallerIdentity(credentials, { region: 'eu-central-1', endpoint: endpointUrl })
  return arn
}

/**
 * The clipboard after the credentials were copied in a format.
 * @param {Page} page
 * @param {string} form
 */
async function copyAs(page, form) {
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await command(page, 'Rolehop: Copy Credentials As')
  await choose(page, form)
  const copied = () => page.evaluate(() => navigator.clipboard.readText())
  await until(async () => (await copied()) !== '')
  return copied()
}

/**
 * Forgets the session: no profile is selected any more.
 * @param {Page} page
 */
export async function forget(page) {
  await command(page, 'Rolehop: Forget the Session')
  await statusItem(page)
    .filter({ hasText: /^\s*Rolehop\s*$/ })
    .waitFor()
}

/**
 * Goes from the name of a profile to its section, in the active config.
 * @param {Page} page
 */
export async function goToSource(page) {
  const value = page
    .locator('.view-line', { hasText: /source_profile\s=\shub/ })
    .getByText('hub')
    .last()
  // A document that is drawn again moves the value away from the click.
  await persistently(async () => {
    await value.click(TRY)
    await page.keyboard.press('F12')
    await page.locator('.statusbar-item', { hasText: /^Ln 5, / }).waitFor(TRY)
  })
}

/**
 * Clicks a lens of a profile in the active config: the one right above its header. VS Code draws the lenses of
 * its cache first, which run nothing, so it is clicked again until the result is shown.
 * @param {Page} page
 * @param {string} profile
 * @param {string} title
 * @param {import('playwright-core').Locator} result
 */
export async function clickLens(page, profile, title, result) {
  const header = page.locator('.view-line', { hasText: new RegExp(`profile\\s${profile}\\]`) })
  await persistently(async () => {
    await until(() => lensAbove(page, header))
    const lens = await lensAbove(page, header)
    await lens?.getByText(title).click(TRY)
    await result.waitFor(TRY)
  })
}

/**
 * The lens in the row above a line, if there is one: the order of the elements is not that of the document.
 * @param {Page} page
 * @param {import('playwright-core').Locator} line
 */
async function lensAbove(page, line) {
  const at = await line.boundingBox(TRY)
  for (const lens of await page.locator('.codelens-decoration').all()) {
    const box = await lens.boundingBox(TRY)
    if (at && box && Math.abs(at.y - box.y - box.height) < box.height) return lens
  }
  return undefined
}

/**
 * Shows the references to the profile at the cursor.
 * @param {Page} page
 * @param {number} count
 */
export async function showReferences(page, count) {
  await persistently(async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('Shift+F12')
    await page.locator('.peekview-title', { hasText: `References (${count})` }).waitFor(TRY)
  })
}

/**
 * Renames the profile at the cursor.
 * @param {Page} page
 * @param {string} name
 * @param {import('playwright-core').Locator} result
 */
export async function rename(page, name, result) {
  const box = page.locator('.rename-box input')
  await persistently(async () => {
    await page.keyboard.press('F2')
    await box.fill(name, TRY)
    await page.keyboard.press('Enter')
    await result.waitFor(TRY)
  })
}

/** A row of the tree of profiles. */
export const row = (/** @type {Page} */ page, /** @type {string | RegExp} */ hasText) =>
  page.locator('.sidebar .pane-body .monaco-list-row', { hasText }).first()

/**
 * Opens the tree of profiles.
 * @param {Page} page
 */
export async function openTree(page) {
  await command(page, 'Rolehop: Focus on AWS Profiles View')
  await row(page, /^111122223333/).waitFor()
}

/**
 * Chooses in the menu of a profile in the tree. A menu that opens while the tree is drawn again can run nothing, so
 * the choice is repeated until the result is shown.
 * @param {Page} page
 * @param {string | RegExp} profile
 * @param {string} title
 * @param {import('playwright-core').Locator} result
 */
export async function chooseInTree(page, profile, title, result) {
  await persistently(async () => {
    const choice = await openMenu(page, profile, title)
    await choice.click(TRY)
    await result.waitFor(TRY)
  })
}

/**
 * Opens the menu of a profile in the tree, and returns one of its commands. A menu ignores a click right after it
 * opens, and then covers the tree: one that is still open is used.
 * @param {Page} page
 * @param {string | RegExp} profile
 * @param {string} title
 */
export async function openMenu(page, profile, title) {
  const choice = page.locator('.monaco-menu').getByText(title, { exact: true })
  if (await choice.isVisible()) return choice
  // The menu of another row would cover the tree in the next attempt.
  await page.keyboard.press('Escape')
  await row(page, profile).click({ ...TRY, button: 'right' })
  await choice.waitFor(TRY)
  return choice
}

/** The question whether the editor may open a page. */
export const openDialog = (/** @type {Page} */ page) =>
  page.locator('.monaco-dialog-box', { hasText: 'external website' })

/**
 * Lets the editor open a page, and returns its URL.
 * @param {Page} page
 */
export async function openedPage(page) {
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    openDialog(page).getByText('Open', { exact: true }).click(),
  ])
  await opened.waitForLoadState()
  const at = { url: opened.url(), text: (await opened.locator('body').textContent()) ?? '' }
  await opened.close()
  return at
}

/**
 * Runs every command that would get credentials, in an untrusted workspace.
 * @param {Page} page
 * @param {readonly string[]} [more] commands of this host only
 */
export async function beRefused(page, more = []) {
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor()
  for (const title of ['Select Profile', 'Sign In', 'Who Am I', 'Copy Credentials As', 'Open Console', ...more]) {
    const refusal = notification(page, 'this workspace is not trusted')
    // A click in a list that is drawn again is lost.
    await persistently(async () => {
      await command(page, `Rolehop: ${title}`)
      await refusal.waitFor(TRY)
    })
    await close(page, refusal)
  }
}

/**
 * Dismisses a notification; by a command, since its toast can hide at any time.
 * @param {Page} page
 * @param {import('playwright-core').Locator} shown
 */
export async function close(page, shown) {
  await command(page, 'Notifications: Clear All Notifications')
  await shown.waitFor({ state: 'detached' })
}
