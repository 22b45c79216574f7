// @ts-check
/** A line of each command, and what is said to those that do not end by themselves. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { atTerminal, skip as noTerminal } from '../cli/pty.mjs'
import { CLI, COMMANDS, ended } from '../cli/support.mjs'
import { ENTER_KEYS, edit, enterCode, PICK, useEndpoint } from './dialogues.mjs'
import { MFA_CODE } from './wire-services.mjs'

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice'

/** Sends the requests for the sign-in service of AWS to `SIGN_IN_URL`. */
const PRELOAD = fileURLToPath(new URL('../cli/to-sign-in.cjs', import.meta.url))

/**
 * A command line.
 * @typedef {object} Line
 * @property {string[]} args
 * @property {boolean} [printsSecrets] whether this is its purpose
 * @property {boolean} [fails] whether it fails although the services respond
 * @property {(child: import('node:child_process').ChildProcess, home: string) => void} [talk] to the process
 * @property {[seen: string, typed: string][]} [typed] at a terminal
 */

/** @type {Line[]} */
export const LINES = [
  { args: ['list-profiles'] },
  { args: ['list-sections', 'sso-session'] },
  { args: ['get', 'region', '--profile', 'Three'] },
  { args: ['get', 'aws_secret_access_key', '--profile', 'base'], printsSecrets: true },
  { args: ['set', 'region', 'eu-west-2', '--profile', 'Two'] },
  { args: ['unset', 'region', '--profile', 'Two'] },
  { args: ['show', '--profile', 'base'] },
  { args: ['show', '--pick'], typed: PICK },
  { args: ['configure', '--profile', 'alice'], typed: ENTER_KEYS },
  { args: ['check'] },
  { args: ['plan', '--profile', 'Three'] },
  { args: ['whoami', '--profile', 'Three'] },
  { args: ['whoami', '--profile', 'sso'] },
  { args: ['whoami', '--profile', 'Mfa', '--mfa-code', MFA_CODE] },
  { args: ['whoami', '--profile', 'Mfa'], fails: true },
  { args: ['credentials', '--profile', 'Three'], printsSecrets: true },
  { args: ['exec', '--profile', 'Three', '--', 'sleep', '0.2'] },
  { args: ['exec', '--serve', '--profile', 'Three', '--', 'sleep', '0.2'] },
  { args: ['serve', '--profile', 'Three'], talk: useEndpoint },
  { args: ['console', '--profile', 'Three'], printsSecrets: true },
  {
    args: ['mfa-login', '--profile', 'base', '--serial-number', SERIAL, '--update-profile', 'mfa'].concat(
      '--mfa-code',
      MFA_CODE,
    ),
  },
  { args: ['sso', 'list', '--sso-session', 'corp'] },
  { args: ['sso', 'write', '--sso-session', 'corp', '--region', 'eu-west-1'] },
  { args: ['login', '--sso-session', 'corp', '--use-device-code'] },
  { args: ['login', '--profile', 'dev', '--remote'], talk: enterCode },
  { args: ['logout', '--profile', 'sso'] },
  { args: ['cache', 'list'] },
  { args: ['cache', 'clear'] },
  { args: ['completion', 'bash'] },
  { args: ['lsp'], talk: edit },
].filter(({ typed }) => !(typed && noTerminal))

/** The command of a line: one word or two. @param {Line} line */
export const commandOf = ({ args: [first = '', second = ''] }) =>
  COMMANDS.includes(first) ? first : `${first} ${second}`

/** The commands without a line, because there is no terminal. */
export const LEFT_OUT = noTerminal ? ['configure'] : []

/**
 * Runs a command at a terminal or with pipes, and says to it what the line has.
 * @param {Line} line
 * @param {{ home: string, env: Record<string, string> }} at
 * @param {(pid: number | undefined) => void} [started]
 */
export async function finished({ args, talk, typed }, { home, env }, started) {
  const argv = ['--require', PRELOAD, CLI, ...args]
  if (typed) {
    const { status, screen } = await atTerminal([process.execPath, ...argv], env, typed, started)
    return { status, stdout: '', stderr: screen }
  }
  const child = spawn(process.execPath, argv, {
    env,
    stdio: [talk ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: true,
  })
  started?.(child.pid)
  const over = ended(child)
  child.stdin?.on('error', () => {})
  talk?.(child, home)
  return over
}
