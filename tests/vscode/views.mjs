// @ts-check
/** The steps in the views of the editor itself: outline, folding, links, walkthrough. */
import { until } from './until.mjs'
import { choose, command, focusEditor, persistently, TRY, tab } from './workbench.mjs'

/** @typedef {import('playwright-core').Page} Page */

/** The status item with the place of the cursor. @param {Page} page @param {number} line */
export const cursor = (page, line) => page.locator('.statusbar-item', { hasText: new RegExp(`^Ln ${line}, `) })

/** The lines that the active editor shows, in the order of the document. @param {Page} page */
async function shownLines(page) {
  const lines = page.locator('.editor-group-container.active .view-line')
  const texts = await lines.evaluateAll((all) =>
    all
      .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent ?? '' }))
      .toSorted((a, b) => a.top - b.top)
      // The editor shows spaces as non-breaking ones.
      .map(({ text }) => text.replaceAll('\u00a0', ' ')),
  )
  return texts.filter((text) => text !== '')
}

/**
 * Runs a command until the active editor shows these lines. It can run before the ranges are there.
 * @param {Page} page
 * @param {string} title
 * @param {readonly string[]} expected
 */
export async function showing(page, title, expected) {
  await persistently(async () => {
    await focusEditor(page)
    // A level is not folded where the cursor is.
    await page.keyboard.press('Control+Home')
    await command(page, title)
    await until(async () => `${await shownLines(page)}` === `${expected}`, TRY.timeout)
  })
}

/** The names in the outline, as far as it is in view. @param {Page} page */
export const outline = (page) => page.locator('.outline-pane .monaco-list-row')

/**
 * Goes to a symbol of the active document by its name.
 * @param {Page} page
 * @param {string} name
 * @param {number} line where it is
 */
export async function goToSymbol(page, name, line) {
  await persistently(async () => {
    await page.keyboard.press('Escape')
    await focusEditor(page)
    await page.keyboard.press('Control+Shift+O')
    const rows = page.locator('.quick-input-list .monaco-list-row')
    await rows.first().waitFor(TRY)
    await page.keyboard.type(name)
    await rows.filter({ hasText: name }).first().click(TRY)
    await cursor(page, line).waitFor(TRY)
  })
}

/**
 * Follows a link of an open editor.
 * @param {Page} page
 * @param {string} name of its tab
 * @param {string} text
 * @param {import('playwright-core').Locator} result
 */
export async function followLink(page, name, text, result) {
  const named = page.locator('.tabs-container .tab', { hasText: name })
  const link = page.locator('.editor-group-container.active .detected-link', { hasText: text }).first()
  await persistently(async () => {
    if (await result.isVisible()) return
    await named.click(TRY)
    await tab(page, name).waitFor(TRY)
    await link.click({ ...TRY, modifiers: ['Control'] })
    await result.waitFor(TRY)
  })
}

/**
 * Opens the walkthrough of the extension.
 * @param {Page} page
 * @param {string} title
 */
export async function openWalkthrough(page, title) {
  await command(page, 'Welcome: Open Walkthrough')
  await choose(page, title)
  await page.locator('.getting-started-step').first().waitFor()
}

/**
 * Selects a step of the walkthrough, and waits for its picture.
 * @param {Page} page
 * @param {string} step
 * @param {string} picture the end of its path
 * @returns {Promise<number>} its width
 */
export async function widthOfPicture(page, step, picture) {
  let width = 0
  await persistently(async () => {
    await page.locator('.getting-started-step', { hasText: step }).click(TRY)
    await until(async () => {
      for (const frame of page.frames()) {
        const image = frame.locator(`img[src$="${picture}"]`)
        if ((await image.count()) > 0) width = await image.first().evaluate(widthOf)
      }
      return width > 0
    }, TRY.timeout)
  })
  return width
}

const widthOf = (/** @type {Element} */ image) => (image instanceof HTMLImageElement ? image.naturalWidth : 0)

/**
 * The extensions that are active; the editor shows an ID for one without a page in a marketplace.
 * @param {Page} page
 * @param {string} awaited one that is or becomes active
 */
export async function activeExtensions(page, awaited) {
  await command(page, 'Developer: Show Running Extensions')
  const names = page.locator('.runtime-extensions-editor .monaco-list-row .name')
  await names.getByText(awaited, { exact: true }).waitFor()
  const found = await names.allTextContents()
  await command(page, 'View: Close Editor')
  return found
}
