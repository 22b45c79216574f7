// @ts-check
/**
 * Commands with services whose secrets are all marked: what they print and log, the files that they write, and the
 * command line and the environment of their processes have no mark outside of the places for secrets.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { COMMANDS } from '../cli/support.mjs'
import { commandOf, finished, LEFT_OUT, LINES } from './commands.mjs'
import { inLanes, inScope } from './scope.mjs'
import { FAULTS, truncated } from './wire-faults.mjs'
import { startServer } from './wire-server.mjs'
import { CANARY, serviceOf } from './wire-services.mjs'
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
const FOR_SECRETS = /^\.aws\/(credentials|(cli|sso|rolehop|login)\/(cache|sso)\/[0-9a-f]{40,64}\.json)$/

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

/** @typedef {import('./commands.mjs').Line & { shows: string, response: string }} Cell */

/** All cells. @returns {Cell[]} */
const allCells = () =>
  Object.keys(RESPONSES).flatMap((response) =>
    LINES.flatMap((line) =>
      MODES.map((more) => {
        const { args } = line
        const end = args.indexOf('--')
        const all = end < 0 ? [...args, ...more] : [...args.slice(0, end), ...more, ...args.slice(end)]
        return { ...line, shows: `${all.join(' ')}, ${response}`, args: all, response }
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

/** The parts of a process that other programs see, sampled until `stop`. */
class Watch {
  seen = { visible: '', children: '', samples: 0 }

  /** @param {number | undefined} pid */
  start(pid = 0) {
    this.timer = setInterval(() => {
      this.seen.visible += visible(pid)
      this.seen.children += environments(pid)
      this.seen.samples += 1
    }, 20)
  }

  stop() {
    clearInterval(this.timer)
    return this.seen
  }
}

/**
 * Runs a command with such services.
 * @param {import('./commands.mjs').Line & Pick<Cell, 'response'>} cell
 */
function observe({ response, ...line }) {
  return inScope(async (scope) => {
    const { port } = await startServer(scope, (request) => ({
      good: serviceOf(request).good,
      script: RESPONSES[response],
    }))
    const url = `http://127.0.0.1:${port}`
    const { home, env } = homeOf({ scope, url, env: {}, options: {} })
    const all = { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', SIGN_IN_URL: url, ...env }
    const watch = new Watch()
    const { stdout, stderr, status } = await finished(line, { home, env: all }, (pid) => watch.start(pid))
    return { ...watch.stop(), status, stdout, stderr, marked: markedFiles(home) }
  })
}

/** The numbers of samples and of marked files. @param {Cell} cell */
async function judge(cell) {
  const { shows } = cell
  const { status, stdout, stderr, visible, samples, marked } = await observe(cell)
  if (cell.response === 'good') assert.equal(status !== 0, cell.fails ?? false, `${shows}: ${stderr}`)
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
  assert.deepEqual(new Set([...LINES.map(commandOf), ...LEFT_OUT]), new Set(COMMANDS), 'each command has a line')
  const step = Math.max(1, Math.round(1 / scale))
  const cells = allCells().filter((_, at) => at % step === 0)
  const total = { samples: 0, files: 0 }
  await inLanes(3, cells, async (cell) => {
    const { samples, files } = await judge(cell)
    total.samples += samples
    total.files += files
  })
  const counts = {
    runs: cells.length,
    'samples of `/proc`': total.samples,
    'files with secrets': total.files,
    'secrets elsewhere': 0,
  }
  return { counts, control: await control() }
}
