// @ts-check
/** The web console with a local STS, and the actions of a user. */
import { launch } from './browser.mjs'
import { startServedConsole } from './served-console.mjs'

/** @typedef {import('playwright-core').Page} Page */

/** The built console, an STS and a browser, shared by the tests of a file. */
export async function startStage() {
  const [served, browser] = await Promise.all([startServedConsole(), launch()])
  return {
    sts: served.sts,
    browser,
    /**
     * Opens the console in a new browser context.
     * @param {object} [options]
     * @param {object} [options.settings]
     * @param {{ width: number, height: number }} [options.viewport]
     * @param {'light' | 'dark'} [options.colorScheme]
     * @param {typeof fetch} [options.send] Sends the requests of the relay.
     * @param {string} [options.held] The name of the calls that reach the worker only after {@link release}.
     */
    async open({ settings = {}, viewport = { width: 1440, height: 940 }, colorScheme = 'light', held, send } = {}) {
      const url = await served.serve(settings, send)
      const context = await browser.newContext({
        viewport,
        colorScheme,
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      const page = await context.newPage()
      if (held !== undefined) await page.addInitScript(hold, held)
      const said = listen(page)
      await page.goto(url)
      await page.locator('.cm-content').first().waitFor({ state: 'attached' })
      return { page, said, url }
    },
    async close() {
      await browser.close()
      await served.close()
    },
  }
}

/**
 * Runs in the page: holds the calls with a name.
 * @param {string} name
 */
function hold(name) {
  const { postMessage } = Worker.prototype
  /** @type {(() => void)[]} */
  const held = []
  Object.assign(globalThis, { held })
  Worker.prototype.postMessage = function (/** @type {any} */ message) {
    const send = () => postMessage.call(this, message)
    if (message.call === name) held.push(send)
    else send()
  }
}

/**
 * Waits until a call is held, which is the only one.
 * @param {Page} page
 */
export const isHeld = (page) => page.waitForFunction(() => /** @type {any} */ (globalThis).held.length === 1)

/**
 * Sends the calls that are held.
 * @param {Page} page
 */
export const release = (page) =>
  page.evaluate(() => {
    for (const send of /** @type {any} */ (globalThis).held.splice(0)) send()
  })

/**
 * Everything that the page writes to the developer console, including errors and policy violations.
 * @param {Page} page
 */
function listen(page) {
  /** @type {string[]} */
  const said = []
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => said.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    said.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  return said
}

/**
 * Replaces the text of an editor by pasting; returns the milliseconds that the page was busy.
 * @param {Page} page
 * @param {'config' | 'credentials'} file
 * @param {string} text
 * @returns {Promise<number>}
 */
export async function paste(page, file, text) {
  const content = page.locator(`.editor-${file} .cm-content`)
  await content.focus()
  await page.keyboard.press('Control+a')
  return content.evaluate((element, pasted) => {
    const data = new DataTransfer()
    data.setData('text/plain', pasted)
    const started = performance.now()
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    return performance.now() - started
  }, text)
}

/**
 * On a phone, opens a part of the page; a wide window shows all of them.
 * @param {Page} page
 * @param {'Files' | 'Profiles'} name
 */
export async function toTab(page, name) {
  const tab = page.locator('.tabs button', { hasText: new RegExp(`^${name}`) })
  if (await tab.isVisible()) await tab.click()
}

/**
 * Closes the dialog with a text, which covers the page.
 * @param {Page} page
 */
export async function closeDialog(page) {
  await page.keyboard.press('Escape')
  await page.locator('.text-dialog').waitFor({ state: 'detached' })
}

/**
 * Pastes both files and waits until they are checked.
 * @param {Page} page
 * @param {{ config: string, credentials: string }} files
 */
export async function pasteBoth(page, { config, credentials }) {
  await toTab(page, 'Files')
  await paste(page, 'credentials', credentials)
  await paste(page, 'config', config)
  await page.locator('.row').first().waitFor({ state: 'attached' })
}

/**
 * Chooses a profile.
 * @param {Page} page
 * @param {string} name
 */
export async function choose(page, name) {
  await toTab(page, 'Profiles')
  await page
    .locator('.row', { has: page.getByText(name, { exact: true }) })
    .first()
    .click()
  await page.locator('.chain h2', { hasText: name }).waitFor()
}

/**
 * Requests credentials and enters an MFA code at the prompt.
 * @param {Page} page
 * @param {string} [code]
 */
export async function getCredentials(page, code) {
  await page.getByRole('button', { name: /Get credentials|Try again/ }).click()
  if (code !== undefined) {
    await page.locator('#mfa-code').fill(code)
  }
  await page.locator('.result, .run.failed').first().waitFor()
}

/**
 * The lines of an editor that are in view.
 * @param {Page} page
 * @param {'config' | 'credentials'} file
 */
export async function editorText(page, file) {
  return (await page.locator(`.editor-${file} .cm-line`).allTextContents()).join('\n')
}

/**
 * Drops files on an element of the page.
 * @param {import('playwright-core').Page} page
 * @param {Record<string, string>} all
 * @param {string} on a selector
 */
export const drop = (page, all, on = '.profiles') =>
  page.locator(on).evaluate((element, given) => {
    const dataTransfer = new DataTransfer()
    for (const [name, text] of Object.entries(given)) dataTransfer.items.add(new File([text], name))
    element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true, composed: true }))
  }, all)

/** The whole text of a file, as the page copies it. @param {import('playwright-core').Page} page @param {string} file */
export const copied = async (page, file) => {
  await page.evaluate(() => navigator.clipboard.writeText(''))
  await page.getByRole('button', { name: `Copy ~/.aws/${file}` }).click()
  await page.waitForFunction(async () => (await navigator.clipboard.readText()) !== '')
  return page.evaluate(() => navigator.clipboard.readText())
}

/**
 * Types at the end of a file.
 * @param {Page} page
 * @param {string} file
 * @param {string} text
 */
export async function typeAtEnd(page, file, text) {
  await page.locator(`.editor-${file} .cm-content`).focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(text)
}
