// @ts-check
/** Runs the built command as a user would: in its own process, with its own home folder, without a terminal. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO_KEY, DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'

/** The command line under test. */
export const CLI = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))

const SOURCES = fileURLToPath(new URL('../../js/cli/commands/', import.meta.url))

/** The name of each command, from its source. @type {string[]} */
export const COMMANDS = readdirSync(SOURCES).flatMap((file) =>
  (/^ +name: '(.+)',$/m.exec(readFileSync(join(SOURCES, file), 'utf8')) ?? []).slice(1),
)

/** Must never be printed: the user's secret key, the prefix of every session token, the MFA code as a word. */
const SECRETS = [DEMO_KEY.secretAccessKey, 'IQoJb3JpZ2luX2Vj', new RegExp(`\\b${DEMO_MFA.code}\\b`)]

/**
 * @typedef {object} Result
 * @property {number | null} status
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout
 * @property {string} stderr
 *
 * @typedef {object} RunOptions
 * @property {Record<string, string>} [env] added to the environment
 * @property {boolean} [printsSecrets] whether it is the command's purpose to print secrets
 * @property {readonly string[]} [secrets] further texts that must not be printed
 */

/** A home directory, and a local STS instead of AWS. */
export class Stage {
  /** @param {string} home @param {import('../../tools/sts/server.mjs').Sts} sts */
  constructor(home, sts) {
    this.home = home
    this.sts = sts
    /** @type {Record<string, string>} */
    this.env = {
      PATH: process.env.PATH ?? '',
      HOME: home,
      AWS_ENDPOINT_URL_STS: sts.url,
      AWS_EC2_METADATA_DISABLED: 'true',
    }
  }

  /**
   * Runs the command to its end. Output that contains a secret fails the test.
   * @param {readonly string[]} args
   * @param {RunOptions} [options]
   * @returns {Promise<Result>}
   */
  async run(args, { env = {}, printsSecrets = false, secrets = [] } = {}) {
    const result = await ended(this.start(args, env))
    if (!printsSecrets) assertNoSecrets(result, [...secrets, ...this.cachedSecrets()])
    return result
  }

  /**
   * Starts the command in a new session, which has no terminal, and leaves it running.
   * @param {readonly string[]} args
   * @param {Record<string, string>} [env]
   */
  start(args, env = {}) {
    return spawn(process.execPath, [CLI, ...args], {
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
  }

  /** The path of a file below `~/.aws`. @param {...string} names */
  path(...names) {
    return join(this.home, '.aws', ...names)
  }

  /** The text of a file below `~/.aws`. @param {...string} names */
  text(...names) {
    return readFileSync(this.path(...names), 'utf8')
  }

  /**
   * Writes the two files; an omitted one is empty.
   * @param {{ config?: string, credentials?: string }} files
   */
  write({ config = '', credentials = '' }) {
    mkdirSync(this.path(), { recursive: true, mode: 0o700 })
    writeFileSync(this.path('config'), config, { mode: 0o600 })
    writeFileSync(this.path('credentials'), credentials, { mode: 0o600 })
  }

  /** Puts a file into the folder of the AWS CLI's cache. @param {string} name @param {string} text */
  addCliCache(name, text) {
    mkdirSync(this.path('cli', 'cache'), { recursive: true, mode: 0o700 })
    writeFileSync(this.path('cli', 'cache', name), text, { mode: 0o600 })
  }

  /** Every file below the home folder with its text and its mode. */
  files() {
    const paths = readdirSync(this.home, { recursive: true, encoding: 'utf8' }).sort()
    return Object.fromEntries(
      paths.flatMap((name) => {
        const path = join(this.home, name)
        // A running command may remove a file between two of these calls.
        const about = statSync(path, { throwIfNoEntry: false })
        const text = about?.isFile() ? textOf(path) : undefined
        return about && text !== undefined ? [[name, `${(about.mode & 0o777).toString(8)} ${text}`]] : []
      }),
    )
  }

  /** The secret keys of every session in either cache. */
  cachedSecrets() {
    const entries = Object.entries(this.files()).filter(([name]) => name.endsWith('.json'))
    return entries.flatMap(([, text]) => /"SecretAccessKey": "([^"]+)"/.exec(text)?.slice(1) ?? [])
  }

  /** The actions of the requests that STS received, in order. */
  calls() {
    return this.sts.requests.map(({ action }) => action)
  }
}

/** The text of a file; `undefined` if it is gone. @param {string} path */
export function textOf(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * A stage with the demo's files and accounts; it is removed after the test.
 * @param {import('node:test').TestContext} t
 * @param {{ files?: { config?: string, credentials?: string }, sts?: Parameters<typeof startSts>[0] }} [options]
 */
export async function stage(t, { files = demoFiles(), sts: options } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'rolehop-cli-'))
  const sts = await startSts(options)
  t.after(async () => {
    await sts.close()
    rmSync(home, { recursive: true, force: true })
  })
  const made = new Stage(home, sts)
  made.write(files)
  return made
}

/**
 * Waits for a process and collects what it prints.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Result>}
 */
export function ended(child) {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
  child.stderr?.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }))
  })
}

/**
 * Asserts that no secret was printed.
 * @param {Pick<Result, 'stdout' | 'stderr'>} result
 * @param {readonly string[]} [more]
 */
export function assertNoSecrets({ stdout, stderr }, more = []) {
  for (const secret of [...SECRETS, ...more]) {
    const found = [stdout, stderr].some((text) =>
      typeof secret === 'string' ? text.includes(secret) : secret.test(text),
    )
    assert.ok(!found, `a secret was printed:\n${stdout}\n${stderr}`)
  }
}

/**
 * Asserts the exit code, and shows the output on failure.
 * @param {Result} result
 * @param {number} status
 */
export function assertStatus(result, status) {
  assert.equal(result.status, status, `signal ${result.signal}\nstdout:\n${result.stdout}\nstderr:\n${result.stderr}`)
}
