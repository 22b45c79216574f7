// @ts-check
/** Shared by these tests: a home folder, an STS on loopback, child processes. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEMO_KEY, DEMO_MFA, demoWorld, writeDemoHome } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'

export { DEMO_KEY, DEMO_MFA, demoWorld }

/** @typedef {import('node:test').TestContext} TestContext */

/** The folder of the project. */
export const root = new URL('../..', import.meta.url)

/**
 * An empty folder that is removed after the test.
 * @param {TestContext} t
 */
export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'rolehop-test-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/**
 * A home folder with these files, and the environment that names it and nothing else.
 * @param {TestContext} t
 * @param {{ config?: string | Uint8Array, credentials?: string | Uint8Array }} files
 */
export function homeWith(t, files) {
  const home = folder(t)
  const aws = join(home, '.aws')
  mkdirSync(aws, { mode: 0o700 })
  const paths = { config: join(aws, 'config'), credentials: join(aws, 'credentials') }
  if (files.config !== undefined) writeFileSync(paths.config, files.config, { mode: 0o600 })
  if (files.credentials !== undefined) writeFileSync(paths.credentials, files.credentials, { mode: 0o600 })
  return { home, aws, ...paths, env: { HOME: home } }
}

/**
 * The demo: its STS on loopback and the home folder of one of its users.
 * @param {TestContext} t
 * @param {import('../../tools/sts/server.mjs').Options} [options]
 */
export async function demo(t, options) {
  const sts = await startSts(options)
  t.after(() => sts.close())
  const home = folder(t)
  const paths = writeDemoHome(home)
  const env = { HOME: home, AWS_ENDPOINT_URL_STS: sts.url }
  return { sts, home, aws: join(home, '.aws'), ...paths, env, actions: () => sts.requests.map(({ action }) => action) }
}

/** Text of a file. */
export const read = (/** @type {string} */ path) => readFileSync(path, 'utf8')

/**
 * Runs a module in a separate process.
 * @param {string} source
 * @param {Record<string, string>} env
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string }>}
 */
export function inProcess(source, env) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}

/** The longest that `eventually` waits, in milliseconds; only a failing test waits that long. */
const TIMEOUT_MS = 60_000

/**
 * Waits for a condition.
 * @template T
 * @param {() => T} condition called repeatedly until it returns a truthy value
 * @returns {Promise<Exclude<T, false | undefined>>} what it returned last
 * @throws {Error} if it does not become true within a minute
 */
export async function eventually(condition) {
  for (const end = performance.now() + TIMEOUT_MS; performance.now() < end; ) {
    const seen = condition()
    if (seen) return /** @type {Exclude<T, false | undefined>} */ (seen)
    // Not a timer: some tests replace those.
    await new Promise((done) => setImmediate(done))
  }
  throw new Error(`the condition did not become true: ${condition}`)
}
