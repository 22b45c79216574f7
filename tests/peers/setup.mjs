// @ts-check
/**
 * The Python environment in `.cache/peers`, with the programs that rolehop is compared with.
 *
 * As a program it creates the environment, or updates it after a change of requirements.txt; as a module
 * it exports its paths. Without Python, or offline, the tests that need it are skipped with the reason;
 * where `CI` is `true` they fail.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../../tools/run.mjs'

const requirements = join(root, 'tests', 'peers', 'requirements.txt')
const venv = join(root, '.cache', 'peers')
const stamp = join(venv, 'rolehop-stamp')
const scripts = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin')

/** Whether tests must not be skipped. */
export const inCi = process.env.CI === 'true'

/** The environment's Python, with the flags that ignore the user's Python settings. */
export const python = { program: join(scripts, 'python'), flags: ['-I', '-B', '-X', 'utf8'] }

/** The `aws` program: its entry point is a script, which Windows does not start. */
export const aws = { program: python.program, args: [...python.flags, '-m', 'awscli'] }

const wanted = () => createHash('sha256').update(readFileSync(requirements)).digest('hex')
const isReady = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()

/**
 * The options of a test that needs the environment: `{ skip: reason }` if it is missing.
 * @returns {{ skip?: string }}
 */
export function needsPeers() {
  if (isReady()) return {}
  const reason = 'the peers are not installed: run `node tests/peers/setup.mjs`'
  if (inCi) throw new Error(reason)
  return { skip: reason }
}

/** A Python that can create virtual environments and supports the pinned packages. */
function findPython() {
  const probe = 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 10) else 1)'
  return ['python3', 'python'].find((name) => spawnSync(name, ['-I', '-c', probe], { stdio: 'ignore' }).status === 0)
}

/**
 * Creates the environment.
 * @returns {string | undefined} why it could not be created
 */
function install() {
  const base = findPython()
  if (base === undefined) return 'there is no Python 3.10 or newer with venv and pip'
  rmSync(venv, { recursive: true, force: true })
  const made = spawnSync(base, ['-I', '-m', 'venv', venv], { stdio: 'inherit' })
  if (made.status !== 0) return `${base} could not make a virtual environment`
  const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check']
  const pins = ['--no-deps', '--only-binary', ':all:', '--requirement', requirements]
  const installed = spawnSync(python.program, [...pip, ...pins], { stdio: 'inherit' })
  if (installed.status !== 0) return 'pip could not install tests/peers/requirements.txt'
  writeFileSync(stamp, wanted())
  return undefined
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href && !isReady()) {
  console.log('installing the AWS CLI, botocore and moto for the tests (once)')
  const problem = install()
  if (problem !== undefined) {
    console.error(`${problem}: the tests against the real AWS CLI and moto cannot run`)
    process.exit(inCi ? 1 : 0)
  }
}
