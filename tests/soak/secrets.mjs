// @ts-check
/**
 * Commands with services whose secrets are all marked: what they print and log, the files that they write, and the
 * command line and the environment of their processes have no mark outside of the places for secrets.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { CLI, COMMANDS, ended } from '../cli/support.mjs'
import { inScope } from './scope.mjs'
import { FAULTS, truncated } from './wire-faults.mjs'
import { startServer } from './wire-server.mjs'
import { CANARY, MFA_CODE, serviceOf } from './wire-services.mjs'
import { homeOf } from './wire-stages.mjs'

export const shows = 'commands, with every secret marked: output, logs, files, command lines and environments'
export const quick = 0.03

/** The mark as it is, reversed, in hexadecimal, and in base64 at each of its three positions. */
const MARKS = [
  CANARY,
  [...CANARY].reverse().join(''),
  Buffer.from(CANARY).toString('hex'),
  ...[0, 1, 2].map((before) =>
    Buffer.from(' '.repeat(before) + CANARY)
      .toString('base64')
      .slice(before === 0 ? 0 : 4, 8),
  ),
]

/** The mark in a text, in any form. @param {string} text */
const markIn = (text) => MARKS.find((mark) => text.toLowerCase().includes(mark.toLowerCase()) && text.includes(mark))

/** The files for secrets, below the home folder. */
const FOR_SECRETS = /^\.aws\/(credentials|(cli|sso|rolehop)\/cache\/[0-9a-f]{40}\.json)$/

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice'

/**
 * A command line, and whether its purpose is to print secrets.
 * @type {[args: string[], printsSecrets?: true][]}
 */
const LINES = [
  [['list-profiles']],
  [['list-sections', 'sso-session']],
  [['get', 'region', '--profile', 'Three']],
  [['get', 'aws_secret_access_key', '--profile', 'base'], true],
  [['set', 'region', 'eu-west-2', '--profile', 'Two']],
  [['unset', 'region', '--profile', 'Two']],
  [['show', '--profile', 'base']],
  [['check']],
  [['plan', '--profile', 'Three']],
  [['whoami', '--profile', 'Three']],
  [['whoami', '--profile', 'sso']],
  [['whoami', '--profile', 'Mfa', '--mfa-code', MFA_CODE]],
  [['whoami', '--profile', 'Mfa']],
  [['credentials', '--profile', 'Three'], true],
  [['exec', '--profile', 'Three', '--', 'sleep', '0.2']],
  [['exec', '--serve', '--profile', 'Three', '--', 'sleep', '0.2']],
  [['console', '--profile', 'Three'], true],
  [['mfa-login', '--profile', 'base', '--serial-number', SERIAL, '--update-profile', 'mfa', '--mfa-code', MFA_CODE]],
  [['sso', 'list', '--sso-session', 'corp']],
  [['sso', 'write', '--sso-session', 'corp', '--region', 'eu-west-1']],
  [['logout', '--profile', 'sso']],
  [['cache', 'list']],
  [['cache', 'clear']],
  [['completion', 'bash']],
  [['lsp']],
]

/** Commands of a dialogue or a server, which `tests/cli` searches for secrets: they do not end by themselves. */
const ELSEWHERE = ['configure', 'login', 'serve']

const MODES = [[], ['--debug'], ['--output', 'json']]

/** The responses of the services. @type {Record<string, import('./wire-server.mjs').Script | undefined>} */
const RESPONSES = {
  good: undefined,
  truncated: truncated(400),
  ...Object.fromEntries(
    [
      'status 503',
      'a body of a sign-in page',
      'a reset in the body',
      'STS: AccessDenied',
      'STS: ExpiredToken',
      'STS: a message with invisible characters',
      'OAuth: invalid_grant',
      'a key with a line break',
      'an expiration in the past',
    ].map((fault) => [fault, FAULTS[fault]]),
  ),
}

/** @typedef {{ shows: string, args: string[], printsSecrets: boolean, response: string }} Cell */

/** All cells. @returns {Cell[]} */
const allCells = () =>
  Object.keys(RESPONSES).flatMap((response) =>
    LINES.flatMap(([args, printsSecrets = false]) =>
      MODES.map((more) => {
        const end = args.indexOf('--')
        const all = end < 0 ? [...args, ...more] : [...args.slice(0, end), ...more, ...args.slice(end)]
        return { shows: `${all.join(' ')}, ${response}`, args: all, printsSecrets, response }
      }),
    ),
  )

/** A file of a process; empty once the process is over. @param {string} path */
function readProc(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** A process and its children. @param {number} pid @returns {number[]} */
function family(pid) {
  const children = readProc(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(family)]
}

/** The parts of a command that other programs see: its command line and environment, and the command lines of its children. @param {number} pid */
const visible = (pid) => {
  const lines = family(pid).map((each) => readProc(`/proc/${each}/cmdline`))
  return [readProc(`/proc/${pid}/environ`), ...lines].join('\n')
}

/** The environments of the children, which hold the credentials of `exec`. @param {number} pid */
const environments = (pid) =>
  family(pid)
    .slice(1)
    .map((each) => readProc(`/proc/${each}/environ`))
    .join('\n')

/** The marked files. @param {string} home */
function markedFiles(home) {
  const names = readdirSync(home, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => {
    const path = join(home, name)
    return statSync(path).isFile() && markIn(readFileSync(path, 'utf8')) !== undefined
  })
}

/**
 * Runs a command with such services.
 * @param {Pick<Cell, 'args' | 'response'>} cell
 */
function observe({ args, response }) {
  return inScope(async (scope) => {
    const { port } = await startServer(scope, (request) => ({
      good: serviceOf(request).good,
      script: RESPONSES[response],
    }))
    const { home, env } = homeOf({ scope, url: `http://127.0.0.1:${port}`, env: {}, options: {} })
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    })
    const seen = { visible: '', children: '', samples: 0 }
    const sample = setInterval(() => {
      seen.visible += visible(child.pid ?? 0)
      seen.children += environments(child.pid ?? 0)
      seen.samples += 1
    }, 20)
    const { stdout, stderr } = await ended(child)
    clearInterval(sample)
    return { ...seen, stdout, stderr, marked: markedFiles(home) }
  })
}

/** The numbers of samples and of marked files. @param {Cell} cell */
async function judge(cell) {
  const { shows } = cell
  const { stdout, stderr, visible, samples, marked } = await observe(cell)
  assert.equal(markIn(stderr), undefined, `${shows}: stderr: ${stderr}`)
  if (!cell.printsSecrets) assert.equal(markIn(stdout), undefined, `${shows}: stdout: ${stdout}`)
  assert.equal(markIn(visible), undefined, `${shows}: a command line or an environment`)
  const wrong = marked.filter((name) => !FOR_SECRETS.test(name))
  assert.deepEqual(wrong, [], `${shows}: files`)
  return { samples, files: marked.length }
}

/** The positive control: the search finds the secrets in the places for them. */
async function control() {
  const printed = await observe({ args: ['credentials', '--profile', 'Three'], response: 'good' })
  assert.ok(markIn(printed.stdout), 'the secrets in the output were not found')
  assert.ok(
    printed.marked.some((name) => name.includes('/cache/')),
    'the cache entry was not found',
  )
  const passed = await observe({ args: ['exec', '--profile', 'Three', '--', 'sleep', '1'], response: 'good' })
  assert.ok(markIn(passed.children), 'the secrets in the environment of a child were not found')
  for (const form of ['base64', 'hex']) {
    for (const before of ['', 'a', 'ab']) {
      const text = Buffer.from(`${before}${CANARY}-key`).toString(/** @type {BufferEncoding} */ (form))
      assert.ok(markIn(text), `${form} was not found`)
    }
  }
  return 'the output of `credentials`, the environment of the child of `exec` and the cache entry are found'
}

/**
 * @param {import('./harnesses.mjs').Options} options `scale` below 1 runs every n-th cell
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale }) {
  const named = new Set(
    LINES.map(([[first = '', second = '']]) => (COMMANDS.includes(first) ? first : `${first} ${second}`)),
  )
  assert.deepEqual(new Set([...named, ...ELSEWHERE]), new Set(COMMANDS), 'each command has a line')
  const step = Math.max(1, Math.round(1 / scale))
  const cells = allCells().filter((_, at) => at % step === 0)
  const queue = [...cells]
  const total = { samples: 0, files: 0 }
  const work = async () => {
    for (let cell = queue.shift(); cell; cell = queue.shift()) {
      const { samples, files } = await judge(cell)
      total.samples += samples
      total.files += files
    }
  }
  await Promise.all([work(), work(), work()])
  const counts = {
    runs: cells.length,
    'samples of `/proc`': total.samples,
    'files with secrets': total.files,
    'secrets elsewhere': 0,
  }
  return { counts, control: await control() }
}
