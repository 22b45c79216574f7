// @ts-check
/** Runs programs for the project's scripts: without a shell, and an error ends the script. */
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The folder of the project. */
export const root = fileURLToPath(new URL('..', import.meta.url))

/** On Windows npm is a batch file, which only a shell starts; its arguments here are constants. */
const needsShell = (/** @type {string} */ program) => process.platform === 'win32' && program === 'npm'

/**
 * Runs a program in the project's folder with this process's terminal, and exits when it fails.
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} [env] added to the environment
 */
export function run(program, args, env = {}) {
  const { status, error, signal } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    shell: needsShell(program),
  })
  if (error) fail(`${program}: ${error.message}`)
  if (status !== 0) fail(`${program} ${args.join(' ')} ended with ${signal ?? status}`)
}

/**
 * As {@link run}, without waiting: several programs can run at the same time.
 * @param {string} program
 * @param {string[]} args
 * @returns {Promise<void>}
 */
export async function start(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', shell: needsShell(program) })
  process.on('exit', () => child.kill())
  const ended = await new Promise((resolve) =>
    child.on('error', ({ message }) => resolve(message)).on('close', (status, signal) => resolve(signal ?? status)),
  )
  if (ended !== 0) fail(`${program} ${args.join(' ')} ended with ${ended}`)
}

/**
 * The output of a program, or `undefined` if it is missing or fails.
 * @param {string} program
 * @param {string[]} args
 */
export function capture(program, args) {
  const { status, stdout } = spawnSync(program, args, { cwd: root, encoding: 'utf8', shell: needsShell(program) })
  return status === 0 ? stdout.trim() : undefined
}

/**
 * Prints the reason and exits.
 * @param {string} reason
 * @returns {never}
 */
export function fail(reason) {
  console.error(`\n${reason}`)
  process.exit(1)
}
