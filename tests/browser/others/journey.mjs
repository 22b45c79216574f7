// @ts-check
/**
 * The core flow of the web console, in the few commands that every browser's driver has.
 *
 * Elements are selected by a path of selectors, `host >>> inside`, which crosses shadow roots, and by a
 * text that they contain.
 */
import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import { everywhere } from '../everywhere.mjs'

/**
 * A browser with a page. Functions are sent as source text and run in the page, so they can use only
 * their arguments.
 * @typedef {object} Driver
 * @property {string} version the browser's name and version
 * @property {(url: string) => Promise<void>} open
 * @property {(code: (...args: any[]) => unknown, ...args: any[]) => Promise<any>} run
 * @property {(find: (...args: any[]) => any, ...args: any[]) => Promise<void>} click clicks the element that a function returns
 * @property {(text: string, find: (...args: any[]) => any, ...args: any[]) => Promise<void>} type types into the element that a function returns
 * @property {() => Promise<void>} close
 */

/** The timeout of a condition, in milliseconds; only a failing test waits that long. */
const TIMEOUT_MS = 60_000

/**
 * The actions of a user in the page of a browser.
 * @param {Driver} driver
 */
export function userOf(driver) {
  /** @param {string} path @param {string} text @param {boolean} wanted */
  async function until(path, text, wanted) {
    for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await pause(50)) {
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
    /** The text of the first element that a path selects. */
    text: (/** @type {string} */ path) => driver.run(look, path, '', 'text'),
    /** The accessible names of all elements that a selector matches. */
    labels: (/** @type {string} */ selector) => driver.run(labelsOf, selector),
    everywhere: () => driver.run(everywhere),
    /** Records errors in the page from now on, including policy violations. */
    listen: () => driver.run(recordErrors),
    trouble: () => driver.run(() => /** @type {any} */ (globalThis).trouble),
  }
}

/**
 * Pastes files, applies a fix, shows the chain, enters the MFA code and gets masked credentials.
 * @param {Driver} driver
 * @param {string} url of the console
 * @param {{ files: { config: string, credentials: string }, code: string, held: string }} input
 *   `held`: a secret of the files
 */
export async function travel(driver, url, { files, code, held }) {
  await driver.open(url)
  const page = userOf(driver)
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
  const fixed = await page.text('.editor-config .editor-host >>> .cm-content')
  assert.match(fixed, /source_profile = base/, 'the fix is in the editor')

  await page.press('.row', 'deploy')
  await page.see('.chain h2', 'deploy')
  assert.deepEqual(await page.labels('svg .box'), [
    'source, base, keys in credentials',
    'hop 1, Hub, 1111 2222 3333, MFA, 1 h',
    'hop 2, Deploy, 4444 5555 6666, 1 h, ext id, chained',
  ])
  await page.press('.chain button', 'Get credentials')
  await page.type('#mfa-code', code)
  await page.see('.chain-head', 'left')

  const masked = await page.everywhere()
  await page.press('.result button', 'Show')
  await page.see('.secret-text')
  const session = secretsOf(await page.text('.secret-text'))
  await page.press('.editor-credentials button', 'Show secrets')
  await page.see('.editor-credentials .editor-host >>> .cm-content', held)
  const shown = await page.everywhere()
  for (const secret of [held, ...session]) {
    for (const [place, text] of Object.entries(masked)) assert.ok(!text.includes(secret), `${place} contains a secret`)
    assert.ok(shown.elements.includes(secret), 'the same search finds revealed secrets')
  }
  await page.press('.result button', 'Clear')
  await page.press('.editor-credentials button', 'Hide secrets')
  await page.see('.chain button', 'Get credentials')
  const left = await page.everywhere()
  for (const secret of [held, ...session])
    assert.ok(!left.elements.includes(secret), 'no secret is left after clearing')
  assert.deepEqual(await page.trouble(), [])
}

/** The secret key and the token in lines of `export NAME=VALUE`. */
function secretsOf(/** @type {string} */ text) {
  const found = [...text.matchAll(/(?:SECRET_ACCESS_KEY|SESSION_TOKEN)=(\S{20,})/g)].map(([, value]) => value ?? '')
  assert.equal(found.length, 2, 'a key and a token are shown')
  return found
}

/**
 * The first element that a path selects and that contains a text. Runs in the page.
 * @param {string} path
 * @param {string} text
 * @param {'element' | 'there' | 'text'} give the element, whether it exists, or its text
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
  // Firefox creates no paste event with a page's clipboard data; it has its own members for the text.
  const init = { clipboardData: data, data: text, dataType: 'text/plain', bubbles: true, cancelable: true }
  content?.dispatchEvent(new ClipboardEvent('paste', init))
}

/** Runs in the page. */
function recordErrors() {
  /** @type {string[]} */
  const trouble = []
  Object.assign(globalThis, { trouble })
  addEventListener('error', ({ message }) => trouble.push(message))
  addEventListener('unhandledrejection', ({ reason }) => trouble.push(`${reason}`))
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
    trouble.push(`${violatedDirective}: ${blockedURI}`),
  )
}
