// @ts-check
/** What a person does in VS Code. Every wait is for something to be there. */

/** @typedef {import('playwright-core').Page} Page */

/**
 * A picture for the documentation, when they are made: `ROLEHOP_PICTURES` is then the folder.
 * @param {Page} page
 * @param {string} name
 */
export async function picture(page, name) {
  const folder = process.env.ROLEHOP_PICTURES
  // The editor's own toasts, such as that this browser has no service workers, are not of the picture.
  const style = '.notifications-toasts { display: none !important }'
  if (folder) await page.screenshot({ path: `${folder}/vscode-${name}.png`, style })
}

/** How long one try may take on a machine that is busy, in milliseconds, and how many there are. */
export const TRY = { timeout: 5000 }
const TRIES = 12

/**
 * Asks again for what a workbench that is still starting lets fall, or takes away when it moves
 * the focus.
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

/** The widget that commands, choices and questions come up in. */
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
 * Answers an input box that asks for this.
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
 * Puts a text in the place of all there is in the editor in front.
 * @param {Page} page
 * @param {string} text
 */
export async function write(page, text) {
  await focusEditor(page)
  await page.keyboard.press('Control+a')
  // A bracket that is typed over a selection is put around it.
  await page.keyboard.press('Delete')
  await page.keyboard.insertText(text)
}

/** @param {Page} page */
export async function focusEditor(page) {
  await page.locator('.editor-group-container.active .monaco-editor .view-lines').first().click()
}

/**
 * Saves the editor in front.
 * @param {Page} page
 */
export async function save(page) {
  await page.keyboard.press('Control+s')
  await page.locator('.tabs-container .tab.active:not(.dirty)').waitFor()
}

/**
 * The tab in front, by its name.
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
 * Waits for the squiggle of a mistake and has it mended: the cursor must be on its line.
 * @param {Page} page
 * @param {string} title of the fix
 */
export async function quickFix(page, title) {
  // The preferred one has the focus; what lies over the list takes clicks away from it.
  const fix = page.locator('.action-widget .monaco-list-row.focused', { hasText: title })
  // A list that is asked for while the text is still being looked at is taken away again.
  await persistently(async () => {
    await page.keyboard.press('Control+.')
    await fix.waitFor(TRY)
  })
  await picture(page, 'fix')
  await page.keyboard.press('Enter')
}

/**
 * Takes something from the list of completions, by the keyboard as people do.
 * @param {Page} page
 * @param {string} label
 */
export async function accept(page, label) {
  await page.locator('.suggest-widget.visible .monaco-list-row.focused', { hasText: label }).waitFor()
  await page.keyboard.press('Enter')
}
