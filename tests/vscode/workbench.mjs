// @ts-check
/** The actions of a user in VS Code. Every wait is for an element to appear. */
import { setTimeout as pause } from 'node:timers/promises'
import { TIMEOUT_MS } from './until.mjs'

/** @typedef {import('playwright-core').Page} Page */

/**
 * Takes a picture for the walkthrough and the documentation, if `ROLEHOP_PICTURES` names a folder.
 * @param {Page} page
 * @param {string} name
 */
export async function picture(page, name) {
  const folder = process.env.ROLEHOP_PICTURES
  // Hides the editor's own toasts, such as the warning about missing service workers.
  const style = '.notifications-toasts { display: none !important }'
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, style })
}

/** The timeout of each wait in an attempt on a busy computer, in milliseconds. */
export const TRY = { timeout: TIMEOUT_MS / 12 }

/**
 * Retries an action that a starting workbench ignores, or closes when it moves the focus. The time limit is twice
 * that of a wait, since a busy computer also needs time for what an attempt started.
 * @param {() => Promise<void>} attempt
 */
export async function persistently(attempt) {
  for (const end = Date.now() + 2 * TIMEOUT_MS; ; await pause(100)) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > end) throw error
    }
  }
}

/** The widget for commands, lists and input boxes. */
const input = (/** @type {Page} */ page) => page.locator('.quick-input-widget .quick-input-box input').first()

/**
 * Runs a command by its title.
 * @param {Page} page
 * @param {string} title
 */
export async function command(page, title) {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first()
  await persistently(async () => {
    await page.keyboard.press('F1')
    await input(page).fill(`>${title}`, TRY)
    // An open list does not get the commands of an extension that starts: it is closed before the next attempt.
    await row.click(TRY).catch(async (error) => {
      await page.keyboard.press('Escape')
      throw error
    })
  })
}

/**
 * Whether the palette has a command. Another command of the extension is there, so the list is complete.
 * @param {Page} page
 * @param {string} title
 */
export async function isOffered(page, title) {
  const rows = page.locator('.quick-input-list .monaco-list-row')
  await persistently(async () => {
    await page.keyboard.press('F1')
    await input(page).fill('>Rolehop: ', TRY)
    await rows.filter({ hasText: 'Rolehop: Select Profile' }).first().waitFor(TRY)
  })
  const count = await rows.filter({ hasText: title }).count()
  await page.keyboard.press('Escape')
  return count > 0
}

/** A row of the open list. */
export const item = (/** @type {Page} */ page, /** @type {string} */ label) =>
  page.locator('.quick-input-list .monaco-list-row', { has: page.getByText(label, { exact: true }) }).first()

/**
 * Chooses in a list, which can be drawn again under the click.
 * @param {Page} page
 * @param {string} label
 */
export async function choose(page, label) {
  const row = item(page, label)
  await row.waitFor()
  await persistently(async () => {
    if (await row.isVisible()) await row.click(TRY)
    await row.waitFor({ ...TRY, state: 'hidden' })
  })
}

/**
 * Enters a text into the input box with this prompt. A key is lost if the focus moves, so Enter is repeated until the
 * box is closed, or is the empty one of the next prompt.
 * @param {Page} page
 * @param {string} question
 * @param {string} text
 */
export async function answer(page, question, text) {
  const box = page.locator('.quick-input-widget', { hasText: question })
  await box.waitFor()
  await input(page).fill(text)
  await persistently(async () => {
    if (!(await box.isVisible()) || (await input(page).inputValue(TRY)) !== text) return
    await input(page).press('Enter', TRY)
    await box.waitFor({ ...TRY, state: 'hidden' })
  })
}

/**
 * Replaces the text of the active editor, until the cursor is at its end: an editor that opens moves the focus.
 * @param {Page} page
 * @param {string} text
 */
export async function write(page, text) {
  const lines = text.split('\n')
  const end = `Ln ${lines.length}, Col ${(lines.at(-1)?.length ?? 0) + 1}`
  await persistently(async () => {
    await focusEditor(page)
    await page.keyboard.press('Control+a')
    // A bracket typed over a selection would surround it.
    await page.keyboard.press('Delete')
    await page.keyboard.insertText(text)
    await page.locator('.statusbar-item', { hasText: new RegExp(`^${end}$`) }).waitFor(TRY)
  })
}

/** @param {Page} page */
export async function focusEditor(page) {
  await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click()
}

/**
 * Saves the active editor.
 * @param {Page} page
 */
export async function save(page) {
  await persistently(async () => {
    await page.keyboard.press('Control+s')
    await page.locator('.tabs-container .tab.active:not(.dirty)').waitFor(TRY)
  })
}

/**
 * The active tab, by its name.
 * @param {Page} page
 * @param {string} name
 */
export const tab = (page, name) => page.locator('.tabs-container .tab.active', { hasText: name })

/** @param {Page} page */
export const statusItem = (page) => page.locator('[id="rolehop.rolehop-profiles.rolehop.profile"]')

/**
 * A notification with this text.
 * @param {Page} page
 * @param {string | RegExp} text
 */
export const notification = (page, text) => page.locator('.notification-list-item', { hasText: text }).first()

/**
 * Applies the fix of an error until its result is shown: the cursor must be on its line.
 * @param {Page} page
 * @param {string} title of the fix
 * @param {import('playwright-core').Locator} result
 */
export async function quickFix(page, title, result) {
  // The preferred fix has the focus; an overlay can intercept clicks on the list.
  const fix = page.locator('.action-widget .monaco-list-row.focused', { hasText: title })
  // A list opened while the text is still being analysed is closed again.
  await persistently(async () => {
    if (await result.isVisible()) return
    await page.keyboard.press('Control+.')
    await fix.waitFor(TRY)
    await picture(page, 'fix')
    await page.keyboard.press('Enter')
    await result.waitFor(TRY)
  })
}

/**
 * Accepts an item of the list of completions with the keyboard. A list that typing did not open is requested.
 * @param {Page} page
 * @param {string} label
 */
export async function accept(page, label) {
  const list = page.locator('.suggest-widget.visible')
  await persistently(async () => {
    await list.waitFor(TRY).catch(() => page.keyboard.press('Control+Space'))
    await list.locator('.monaco-list-row.focused', { hasText: label }).waitFor(TRY)
  })
  await page.keyboard.press('Enter')
}
