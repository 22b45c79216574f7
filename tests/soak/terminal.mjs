// @ts-check
/**
 * Commands at a terminal, with hostile names and values in the files and hostile messages of the services: the
 * terminal gets no control character, no change of direction and no invisible character, except the colors of
 * the command. The same holds for what the language server tells an editor to show.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { atTerminal, skip } from '../cli/pty.mjs'
import { CLI, COMMANDS, ended } from '../cli/support.mjs'
import { edit, messagesIn } from './dialogues.mjs'
import { inLanes, inScope } from './scope.mjs'
import { response, startServer } from './wire-server.mjs'
import { serviceOf } from './wire-services.mjs'
import { homeOf } from './wire-stages.mjs'

export const shows = 'commands at a terminal, with hostile characters in names, values and messages of services'
export const quick = 0.1

/** Texts that must not reach the terminal. @type {Record<string, string>} */
const HOSTILE = {
  'an OSC sequence': '\u001b]0;title\u0007',
  'a CSI sequence': '\u001b[2J',
  'a C1 sequence': '\u009b31m\u009d0;x\u009c',
  'a backspace and a carriage return': '\b\r',
  'a change of direction': '\u202e\u2066',
  'invisible characters': '\u200b\u2060\ufeff\u00ad',
  'separators of lines': '\u2028\u2029\u0085',
  'tag characters': '\u{e0041}\u{e007f}',
}

/** The sequences that the command itself writes: line ends, colors, and what its list and its prompts need. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const OWN = /\r\r?\n|\r?\u001b\[(?:[0-9;]*[mK]|[0-9]*[A-DGJ]|\?(?:7|25)[lh])/g

/** Controls other than a line feed, invisible characters and changes of direction, separators. */
const NOT_PRINTABLE = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u

/** The first character that a terminal must not get. @param {string} screen @param {string} sent */
function unsafe(screen, sent) {
  if (screen.includes('\u001b[2J')) return 'CSI 2 J'
  const found = NOT_PRINTABLE.exec(screen.replace(OWN, '\n'))?.[0]
  return found === undefined ? undefined : `U+${found.codePointAt(0)?.toString(16)} after ${JSON.stringify(sent)}`
}

/** A file that can be read, with hostile text in names and values. @param {string} text */
const profiles = (text) => `
[profile a${text}b]
region = eu${text}west
role_arn = arn:aws:iam::111122223333:role/${text}Role
source_profile = base${text}
mfa_serial = arn:aws:iam::111122223333:mfa/${text}
role_session_name = ${text}
`

/** The files, with hostile text in every place. @param {string} text */
const files = (text) => `${profiles(text)}
key${text} = value${text}
[profile c]
source_profile = a${text}b
role_arn = arn:aws:iam::111122223333:role/One
sso_session = s${text}
[sso-session s${text}]
sso_start_url = https://corp${text}.awsapps.com/start
sso_region = eu-west-1${text}
[section ${text}]
junk ${text}
[profile called]
role_arn = arn:aws:iam::111122223333:role/One
source_profile = base
role_session_name = session
region = eu-west-1
`

/** Commands, given the hostile text. @type {((text: string) => string[])[]} */
const LINES = [
  () => ['list-profiles'],
  () => ['list-sections', 'sso-session'],
  () => ['get', 'region', '--profile', 'c'],
  (text) => ['get', text, '--profile', `a${text}b`],
  (text) => ['set', 'region', `x${text}`, '--profile', 'c'],
  (text) => ['set', 'region', 'eu-west-1', '--profile', `a${text}b`],
  (text) => ['unset', `key${text}`, '--profile', `a${text}b`],
  (text) => ['show', '--profile', `a${text}b`],
  () => ['show', '--profile', 'c'],
  () => ['check'],
  (text) => ['check', '--profile', `a${text}b`],
  (text) => ['plan', '--profile', `a${text}b`],
  () => ['plan', '--profile', 'c'],
  () => ['whoami', '--profile', 'called'],
  (text) => ['whoami', '--profile', `a${text}b`],
  () => ['whoami', '--profile', 'called', '--debug'],
  () => ['credentials', '--profile', 'called', '--format', 'ini'],
  () => ['exec', '--profile', 'called', '--', 'true'],
  (text) => ['exec', '--profile', 'called', '--', `./no${text}program`],
  () => ['console', '--profile', 'called'],
  (text) => ['console', '--profile', 'called', '--service', `s3${text}`],
  () => [
    'mfa-login',
    '--profile',
    'base',
    '--serial-number',
    'arn:aws:iam::111122223333:mfa/a',
    '--update-profile',
    'm',
    '--mfa-code',
    '135790',
  ],
  (text) => ['login', '--profile', `a${text}b`],
  (text) => ['login', '--sso-session', `s${text}`],
  (text) => ['logout', '--profile', `a${text}b`],
  () => ['sso', 'list', '--sso-session', 'corp'],
  (text) => ['sso', 'list', '--sso-session', `s${text}`],
  () => ['sso', 'write', '--sso-session', 'corp', '--region', 'eu-west-1', '--dry-run'],
  () => ['cache', 'list'],
  (text) => ['cache', 'clear', '--profile', `a${text}b`],
  () => ['completion', 'bash'],
  (text) => ['completion', text],
  (text) => ['serve', '--profile', `a${text}b`],
  (text) => [text],
  (text) => ['whoami', `--${text}`],
  (text) => ['check', '--config-file', `/no${text}file`],
]

const CTRL_C = '\u0003'

/**
 * Dialogues of `configure`, given the hostile text: the arguments, and what is typed after a question.
 * @type {[args: (text: string) => string[], typed: (text: string) => [seen: string, typed: string][]][]}
 */
const DIALOGUES = [
  [
    () => ['configure'],
    (text) => [
      ['Profile name: ', `a${text}b\r`],
      ['Profile name: ', CTRL_C],
    ],
  ],
  [(text) => ['configure', '--profile', `a${text}b`], () => [['Kind ', CTRL_C]]],
  [
    () => ['configure', '--profile', 'new'],
    (text) => [
      ['Kind ', 'role\r'],
      ['Role ARN: ', `arn:aws:iam::111122223333:role/R${text}\r`],
      ['Role ARN: ', '\u0015arn:aws:iam::111122223333:role/R\r'],
      ['Source profile: ', `\tbase${text}\t\r`],
      ['Source profile: ', CTRL_C],
    ],
  ],
]

/** The values of each response with hostile text: names of accounts and roles, ARNs, messages. @param {Buffer} good @param {string} text */
const hostile = (good, text) =>
  response(
    good
      .subarray(good.indexOf('\r\n\r\n') + 4)
      .toString()
      .replace(/"(roleName|accountId)":"/g, (key) => `${key}${JSON.stringify(text).slice(1, -1)}`)
      .replace(/(<Arn>[^<]*)/, `$1${xmlText(text)}`),
  )

/** A text as XML 1.0 can contain it. @param {string} text */
const xmlText = (text) => [...text].map((c) => ((c.codePointAt(0) ?? 0) < 32 ? '' : `&#${c.codePointAt(0)};`)).join('')

/** An error of STS or of another service with a message. @param {string} path @param {string} text */
const failure = (path, text) =>
  path === '/'
    ? response(
        `<ErrorResponse><Error><Code>AccessDenied</Code><Message>no ${xmlText(text)}</Message></Error></ErrorResponse>`,
        '403 Forbidden',
      )
    : response(JSON.stringify({ message: `no ${text}`, error: text, error_description: text }), '400 Bad Request')

/**
 * @typedef {object} Cell
 * @property {string} kind of hostile text
 * @property {(text: string) => string[]} line
 * @property {(text: string) => [seen: string, typed: string][]} [typed]
 * @property {boolean} fails whether the services return errors
 */

/** All cells. @returns {Cell[]} */
const allCells = () =>
  Object.keys(HOSTILE).flatMap((kind) => [
    ...LINES.flatMap((line) => [false, true].map((fails) => ({ kind, line, fails }))),
    ...DIALOGUES.map(([line, typed]) => ({ kind, line, typed, fails: false })),
    { kind, line: () => ['lsp'], fails: false },
  ])

/** The text that a terminal gets. @param {string[]} argv @param {Cell} cell */
function screenOf(argv, { kind, typed, fails }) {
  const text = HOSTILE[kind] ?? ''
  return inScope(async (scope) => {
    const { port } = await startServer(scope, (request) => ({
      good: fails ? failure(request.path, text) : hostile(serviceOf(request).good, text),
    }))
    const { home, env } = homeOf({ scope, url: `http://127.0.0.1:${port}`, env: {}, options: {} })
    appendFileSync(join(home, '.aws/config'), typed ? profiles(text) : files(text))
    const all = { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', BROWSER: 'true', ...env }
    if (argv.at(-1) === 'lsp') return shownByEditor(argv, all, home)
    const { screen } = await atTerminal(argv, all, typed?.(text) ?? [['\u0000never', null]])
    return screen
  })
}

/** The texts of the responses that an editor shows: messages, titles and hovers. @param {string[]} argv @param {Record<string, string>} env @param {string} home */
async function shownByEditor([program = '', ...args], env, home) {
  const child = spawn(program, args, { env, detached: true })
  const over = ended(child)
  edit(child, home)
  const { stdout, stderr } = await over
  const shown = [stderr]
  JSON.stringify(messagesIn(stdout), (key, value) => {
    if (['message', 'title', 'value', 'tooltip'].includes(key) && typeof value === 'string') shown.push(value)
    return value
  })
  assert.ok(shown.length > 20, 'the editor shows nothing')
  return shown.join('\n')
}

/** @param {Cell} cell */
async function judge(cell) {
  const args = cell.line(HOSTILE[cell.kind] ?? '')
  const screen = await screenOf([process.execPath, CLI, ...args], cell)
  assert.equal(unsafe(screen, screen), undefined, JSON.stringify(args))
  return screen.length
}

/** The positive control: a program that prints the text as it is. */
async function control() {
  for (const [kind, text] of Object.entries(HOSTILE)) {
    const print = [process.execPath, '-e', `process.stdout.write(${JSON.stringify(text)})`]
    const screen = await screenOf(print, { kind, line: () => [], fails: false })
    assert.ok(unsafe(screen, screen), `${kind} was not found`)
  }
  return 'a program that prints these texts is caught with each of them'
}

/**
 * @param {import('./harnesses.mjs').Options} options `scale` below 1 runs every n-th cell
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale }) {
  if (skip) return { counts: { runs: 0, skipped: 1 }, control: skip }
  const words = allCells().map(({ line }) => line('\u001b').slice(0, 2))
  const named = words.flatMap(([first = '', second]) =>
    [first, `${first} ${second}`].filter((name) => COMMANDS.includes(name)),
  )
  assert.deepEqual(new Set(named), new Set(COMMANDS), 'each command has a line')
  const step = Math.max(1, Math.round(1 / scale))
  const cells = allCells().filter((_, at) => at % step === 0)
  let characters = 0
  await inLanes(3, cells, async (cell) => {
    const printed = await judge(cell)
    characters += printed
  })
  return { counts: { runs: cells.length, 'characters printed': characters, unsafe: 0 }, control: await control() }
}
