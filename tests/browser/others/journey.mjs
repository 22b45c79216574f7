// @ts-check
/**
 * What a person does in the web console, in the few words that every browser's driver understands.
 *
 * Elements are named by a path of selectors, `host >>> inside`, which leads through shadow roots,
 * and by a text that they hold.
 */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { everywhere } from '../everywhere.mjs'

/**
 * A browser with a page. Functions are sent as their text and run in the page, so they can use
 * their arguments only.
 * @typedef {object} Driver
 * @property {string} version the browser's name and version
 * @property {(url: string) => Promise<void>} open
 * @property {(code: (...args: any[]) => unknown, ...args: any[]) => Promise<any>} run
 * @property {(find: (...args: any[]) => any, ...args: any[]) => Promise<void>} click presses what a function finds, with the pointer
 * @property {(text: string, find: (...args: any[]) => any, ...args: any[]) => Promise<void>} type types into what a function finds
 * @property {() => Promise<void>} close
 */

/** Longest that a condition may take to come about, in milliseconds: only a failure takes so long. */
const PATIENCE = 60_000

/**
 * What a person can do with the page of a browser.
 * @param {Driver} driver
 */
export function person(driver) {
  /** @param {string} path @param {string} text @param {boolean} wanted */
  async function until(path, text, wanted) {
    for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(50)) {
      if ((await driver.run(look, path, text, 'there')) === wanted) return
    }
    const page = await driver.run(() => document.body.textContent)
    throw new Error(`${path} “${text}” ${wanted ? 'never came' : 'never went'}; the page says: ${page}`)
  }
  const see = (/** @type {string} */ path, text = '') => until(path, text, true)
  return {
    see,
    gone: (/** @type {string} */ path, text = '') => until(path, text, false),
    async press(/** @type {string} */ path, text = '') {
      await see(path, text)
      await driver.click(look, path, text, 'element')
    },
    async type(/** @type {string} */ path, /** @type {string} */ typed) {
      await see(path)
      await driver.type(typed, look, path, '', 'element')
    },
    /** Pastes into an empty editor. */
    paste: (/** @type {string} */ file, /** @type {string} */ text) =>
      driver.run(pasteInto, `.editor-${file} .editor-host`, text),
    /** The text of the first that a path leads to. */
    text: (/** @type {string} */ path) => driver.run(look, path, '', 'text'),
    /** What a screen reader says of all that a selector finds. */
    labels: (/** @type {string} */ selector) => driver.run(labelsOf, selector),
    everywhere: () => driver.run(everywhere),
    /** Notes from now on what goes wrong in the page, violated policies among it. */
    listen: () => driver.run(listenForTrouble),
    trouble: () => driver.run(() => /** @type {any} */ (globalThis).trouble),
  }
}

/**
 * Goes from pasted files over a fix, the chain and the MFA code to masked credentials.
 * @param {Driver} driver
 * @param {string} url of the console
 * @param {{ files: { config: string, credentials: string }, code: string, held: string }} input
 *   `held`: a secret of the files
 */
export async function travel(driver, url, { files, code, held }) {
  await driver.open(url)
  const page = person(driver)
  await page.listen()
  await page.see('.editor-credentials .editor-host >>> .cm-content')
  await page.paste('credentials', files.credentials)
  await page.paste(
    'config',
    `${files.config}\n[profile audit]\nrole_arn = arn:aws:iam::111122223333:role/Hub\nsource_profil = base\n`,
  )

  await page.press('.row', 'audit')
  await page.press('.problems button', 'change it to')
  await page.see('svg .box', 'Hub')
  await page.gone('.pill-error')
  const mended = await page.text('.editor-config .editor-host >>> .cm-content')
  assert.match(mended, /source_profile = base/, 'the fix is in the editor')

  await page.press('.row', 'deploy')
  await page.see('.chain h2', 'deploy')
  assert.deepEqual(await page.labels('svg .box'), [
    'source, base, keys in credentials',
    'hop 1, Hub, 1111 2222 3333, MFA, 1 h',
    'hop 2, Deploy, 4444 5555 6666, 1 h, ext id, chained',
  ])
  await page.press('.run button', 'Get credentials')
  await page.type('#mfa-code', code)
  await page.press('.run button', 'Continue')
  await page.see('.result', 'left')

  const masked = await page.everywhere()
  await page.press('.result button', 'Show')
  await page.see('.secret-text')
  const session = secretsOf(await page.text('.secret-text'))
  await page.press('.editor-credentials button', 'Show secrets')
  await page.see('.editor-credentials .editor-host >>> .cm-content', held)
  const shown = await page.everywhere()
  for (const secret of [held, ...session]) {
    for (const [place, text] of Object.entries(masked)) assert.ok(!text.includes(secret), `${place} holds a secret`)
    assert.ok(shown.elements.includes(secret), 'the same search finds what is shown')
  }
  await page.press('.result button', 'Clear')
  await page.press('.editor-credentials button', 'Hide secrets')
  await page.see('.run button', 'Get credentials')
  const left = await page.everywhere()
  for (const secret of [held, ...session]) assert.ok(!left.elements.includes(secret), 'nothing is left after the clear')
  assert.deepEqual(await page.trouble(), [])
}

/** The secret key and the token in lines of `export NAME=VALUE`. */
function secretsOf(/** @type {string} */ text) {
  const found = [...text.matchAll(/(?:SECRET_ACCESS_KEY|SESSION_TOKEN)=(\S{20,})/g)].map(([, value]) => value ?? '')
  assert.equal(found.length, 2, 'a key and a token are shown')
  return found
}

/**
 * The first element that a path leads to and that holds a text. Runs in the page.
 * @param {string} path
 * @param {string} text
 * @param {'element' | 'there' | 'text'} give the element, whether there is one, or its whole text
 */
function look(path, text, give) {
  /** @type {(Document | ShadowRoot)[]} */
  let roots = [document]
  /** @type {Element[]} */
  let found = []
  for (const selector of path.split(' >>> ')) {
    found = roots.flatMap((root) => [...root.querySelectorAll(selector)])
    roots = found.flatMap(({ shadowRoot }) => (shadowRoot ? [shadowRoot] : []))
  }
  const [first] = found.filter(({ textContent }) => textContent?.includes(text))
  if (give === 'element') return first
  return give === 'there' ? first !== undefined : first?.textContent
}

/** Runs in the page. */
function labelsOf(/** @type {string} */ selector) {
  return [...document.querySelectorAll(selector)].map((each) => each.getAttribute('aria-label'))
}

/** Runs in the page. */
function pasteInto(/** @type {string} */ host, /** @type {string} */ text) {
  const content = document.querySelector(host)?.shadowRoot?.querySelector('.cm-content')
  const data = new DataTransfer()
  data.setData('text/plain', text)
  // Firefox makes no event with a clipboard that a page filled; it has members of its own for the text.
  const init = { clipboardData: data, data: text, dataType: 'text/plain', bubbles: true, cancelable: true }
  content?.dispatchEvent(new ClipboardEvent('paste', init))
}

/** Runs in the page. */
function listenForTrouble() {
  /** @type {string[]} */
  const trouble = []
  Object.assign(globalThis, { trouble })
  addEventListener('error', ({ message }) => trouble.push(message))
  addEventListener('unhandledrejection', ({ reason }) => trouble.push(`${reason}`))
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    trouble.push(`${violatedDirective}: ${blockedURI}`),
  )
}
