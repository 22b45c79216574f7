// @ts-check
/** VS Code for the Web with the extension in its web host, without network access. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { buildExtension } from '../../examples/vscode-extension/build.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { launch, launchKeeping } from '../browser/browser.mjs'
import { COMMIT, folderOf } from './install.mjs'
import { TIMEOUT_MS, until } from './until.mjs'

/** A free port. @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
    server.once('error', reject)
  })
}

/**
 * Waits until a server responds.
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} child
 */
export async function answers(url, child) {
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the server of ${url} ended with ${child.exitCode}`)
    const response = await fetch(url).catch(() => undefined)
    return response?.ok
  })
}

/** A VS Code shared by the tests of a file. @param {string} workspace a folder */
export async function startWebHost(workspace) {
  const folder = folderOf('web')
  const [extension, sts, browser, port] = await Promise.all([
    buildExtension(),
    startSts({ cors: true }),
    launch(),
    freePort(),
  ])
  const url = `http://localhost:${port}`
  const args = [
    join(folder, 'node_modules/@vscode/test-web/out/server/index.js'),
    ...['--browser=none', '--host=localhost', `--port=${port}`, '--quality=stable', `--commit=${COMMIT}`],
    ...[`--testRunnerDataDir=${join(folder, 'data')}`, `--extensionDevelopmentPath=${extension}`, workspace],
  ]
  const child = spawn(process.execPath, args, { stdio: 'ignore' })
  await answers(url, child)
  const shape = { viewport: { width: 1200, height: 760 } }
  /** @type {import('playwright-core').BrowserContext[]} */
  const contexts = []
  return {
    sts,
    /**
     * Opens a window, as a new user.
     * @param {{ restricted?: boolean, keepsIn?: string }} [options] whether the window is in Restricted Mode; an empty
     *   folder for the data of its frames, without which web views cannot load
     */
    async open({ restricted = false, keepsIn } = {}) {
      const context = await (keepsIn === undefined ? browser.newContext(shape) : launchKeeping(keepsIn, shape))
      contexts.push(context)
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      await context.addInitScript(collectMarks)
      const page = await context.newPage()
      page.setDefaultTimeout(TIMEOUT_MS)
      /** @type {Set<string>} */
      const asked = new Set()
      page.on('request', (request) => {
        const { hostname, protocol } = new URL(request.url())
        if (/^https?:$/.test(protocol) && !/(^|\.)localhost$|^127\.0\.0\.1$/.test(hostname)) asked.add(hostname)
      })
      if (restricted) await page.route(`${url}/`, restrict)
      await page.goto(url)
      await page.locator('.monaco-workbench').waitFor()
      return { page, asked }
    },
    /** The texts of all windows that showed Markdown as it is written. @returns {Promise<string[]>} */
    async marks() {
      const pages = contexts.flatMap((context) => context.pages())
      const found = pages.map((page) => page.evaluate(() => /** @type {any} */ (window).rolehopMarks ?? []))
      return (await Promise.all(found)).flat()
    },
    async close() {
      child.kill()
      await Promise.all(contexts.map((context) => context.close()))
      await Promise.all([browser.close(), sts.close()])
    },
  }
}

/**
 * Collects the texts of notifications, lists, input boxes and dialogs that contain a backtick: these do not interpret
 * Markdown. It runs in the page.
 */
function collectMarks() {
  const places = '.notification-list-item, .quick-input-widget, .monaco-dialog-box, .action-widget, .suggest-widget'
  const marks = Object.assign(window, { rolehopMarks: /** @type {string[]} */ ([]) }).rolehopMarks
  const look = () => {
    for (const { textContent: text } of document.querySelectorAll(places)) if (text?.includes('`')) marks.push(text)
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
}

/**
 * Redirects the console's sign-in to the STS on loopback, which responds like the service.
 * @param {import('playwright-core').Page} page
 * @param {string} stsUrl
 * @param {{ cors?: boolean }} [options] whether it allows cross-origin calls, which AWS does not document
 */
export async function redirectSignIn(page, stsUrl, { cors = false } = {}) {
  await page.context().unrouteAll()
  await page.context().route('https://signin.aws.amazon.com/**', async (route) => {
    const request = route.request()
    const { pathname, search } = new URL(request.url())
    if (pathname !== '/federation') return route.fulfill({ contentType: 'text/html', body: 'the console' })
    const body = request.postData() ?? undefined
    const headers = { 'content-type': request.headers()['content-type'] ?? '' }
    const response = await fetch(`${stsUrl}${pathname}${search}`, {
      method: request.method(),
      ...(body && { body, headers }),
    })
    await route.fulfill({
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      // Without the header Playwright would add one that allows the call.
      headers: { 'access-control-allow-origin': cors ? '*' : 'https://console.aws.amazon.com' },
      body: await response.text(),
    })
  })
}

/**
 * Enables Workspace Trust in the window. Embedders of VS Code enable it, but test-web does not. VS Code
 * trusts every folder of test-web's file system, so the window has no folder.
 * @param {import('playwright-core').Route} route
 */
async function restrict(route) {
  const response = await route.fetch()
  const body = (await response.text()).replace(/data-settings="([^"]*)"/, (_, attribute) => {
    const { folderUri, ...settings } = JSON.parse(attribute.replaceAll('&quot;', '"'))
    const configurationDefaults = { 'security.workspace.trust.emptyWindow': false }
    const restricted = { ...settings, enableWorkspaceTrust: true, configurationDefaults }
    return `data-settings="${JSON.stringify(restricted).replaceAll('"', '&quot;')}"`
  })
  await route.fulfill({ response, body })
}
