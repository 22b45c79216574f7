// @ts-check
/** The actions of a user in VS Code. Every wait is for an element to appear. */

/** @typedef {import('playwright-core').Page} Page */

/**
 * Takes a picture for the documentation, if `ROLEHOP_PICTURES` names a folder.
 * @param {Page} page
 * @param {string} name
 */
export async function picture(page, name) {
  const folder = process.env.ROLEHOP_PICTURES
  // Hides the editor's own toasts, such as the warning about missing service workers.
  const style = '.notifications-toasts { display: none !important }'
  if (folder) await page.screenshot({ path: `${folder}/vscode-${name}.png`, style })
}

/** The timeout of one attempt on a busy computer, in milliseconds, and the number of attempts. */
export const TRY = { timeout: 5000 }
const TRIES = 12

/**
 * Retries an action that a starting workbench ignores, or closes when it moves the focus.
 * @param {() => Promise<void>} attempt
 */
export async function persistently(attempt) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (tries === TRIES) throw error
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
    await row.click(TRY)
  })
}

/**
 * Chooses in a list.
 * @param {Page} page
 * @param {string} label
 */
export async function choose(page, label) {
  const row = page.locator('.quick-input-list .monaco-list-row', { has: page.getByText(label, { exact: true }) })
  await row.first().click()
}

/**
 * Enters a text into the input box with this prompt.
 * @param {Page} page
 * @param {string} question
 * @param {string} text
 */
export async function answer(page, question, text) {
  await page.locator('.quick-input-widget', { hasText: question }).waitFor()
  await input(page).fill(text)
  await page.keyboard.press('Enter')
}

/**
 * Replaces the text of the active editor.
 * @param {Page} page
 * @param {string} text
 */
export async function write(page, text) {
  await focusEditor(page)
  await page.keyboard.press('Control+a')
  // A bracket typed over a selection would surround it.
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
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
  await page.keyboard.press('Control+s')
  await page.locator('.tabs-container .tab.active:not(.dirty)').waitFor()
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
 * Waits for the squiggle of an error and applies its fix: the cursor must be on its line.
 * @param {Page} page
 * @param {string} title of the fix
 */
export async function quickFix(page, title) {
  // The preferred fix has the focus; an overlay can intercept clicks on the list.
  const fix = page.locator('.action-widget .monaco-list-row.focused', { hasText: title })
  // A list opened while the text is still being analysed is closed again.
  await persistently(async () => {
    await page.keyboard.press('Control+.')
    await fix.waitFor(TRY)
  })
  await picture(page, 'fix')
  await page.keyboard.press('Enter')
}

/**
 * Accepts an item of the list of completions with the keyboard.
 * @param {Page} page
 * @param {string} label
 */
export async function accept(page, label) {
  await page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: label }).waitFor()
  await page.keyboard.press('Enter')
}
