// @ts-check
/**
 * A server on loopback breaks the response of one stage of a run: status, body, connection, redirect, time,
 * TLS, proxy, and the body truncated at every byte.
 *
 * Each cell has the code and the number of attempts that `wire-expected.json` says, shows no secret, leaves
 * whole files and no lock, and calls no other host. The next run succeeds, without repeating earlier hops.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { isRolehopError } from 'rolehop'
import { Random } from '../peers/generate/random.mjs'
import { inLanes, inScope } from './scope.mjs'
import { bodyOf, FAULTS, redirects, STALLS, truncated } from './wire-faults.mjs'
import { hurried } from './wire-hurry.mjs'
import { SECURE } from './wire-secure.mjs'
import { startServer } from './wire-server.mjs'
import { CANARY, MFA_CODE, serviceOf } from './wire-services.mjs'
import { STAGES } from './wire-stages.mjs'

export const shows = 'responses that are broken, late, redirected or truncated at every byte, at every stage'
export const quick = 0.02

/** @typedef {import('./wire-server.mjs').Script} Script */

/** The codes and attempts; `UPDATE_WIRE=1` writes them. */
const EXPECTED = fileURLToPath(new URL('wire-expected.json', import.meta.url))

/** How requests are sent: by `fetch`, by Node's http through a proxy, by a `fetch` of the caller. */
const TRANSPORTS = {
  fetch: () => ({ env: {}, options: {} }),
  node: (/** @type {string} */ url) => ({ env: { HTTP_PROXY: url, NO_PROXY: '' }, options: {} }),
  given: () => ({
    env: {},
    options: { fetch: (/** @type {any} */ input, /** @type {any} */ init) => globalThis.fetch(input, init) },
  }),
}

/** @typedef {keyof typeof TRANSPORTS} Transport */

/** Stages that never use a proxy, and the one whose fixed host only a given `fetch` can redirect. @type {Record<string, Transport[]>} */
const ONLY = {
  'metadata token': ['fetch', 'given'],
  'metadata role': ['fetch', 'given'],
  'metadata credentials': ['fetch', 'given'],
  container: ['fetch', 'given'],
  'login renewal': ['given'],
}

/** @param {string} stage @returns {Transport[]} */
const transportsOf = (stage) => ONLY[stage] ?? ['fetch', 'node', 'given']

/** Everything that an error shows. @param {any} error */
const shown = (error) =>
  [inspect(error, { depth: Infinity, showHidden: true }), JSON.stringify(error), String(error), error?.stack].join('\n')

/** @param {string} home */
function assertWhole(home) {
  const names = readdirSync(home, { recursive: true, encoding: 'utf8' })
  for (const name of names.filter((each) => each.endsWith('.json'))) {
    assert.doesNotThrow(() => JSON.parse(readFileSync(join(home, name), 'utf8')), `${name} is not whole`)
  }
  assert.deepEqual(
    names.filter((name) => /\.rolehop-tmp$|\.lock$/.test(name)),
    [],
    'files are left',
  )
}

/** No secret and no control character is shown. @param {string} text */
function assertClean(text) {
  assert.ok(!text.includes(CANARY), `a secret is shown: ${text}`)
  assert.ok(!text.includes(MFA_CODE), `the MFA code is shown: ${text}`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
  assert.doesNotMatch(text, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/, 'a control character is shown')
}

/**
 * @typedef {object} Cell
 * @property {string} stage
 * @property {Transport} transport
 * @property {string} fault its name in `wire-expected.json`
 * @property {(trap: string) => Script} script
 * @property {boolean} [isHurried] whether timers are fast, too fast for another run
 */

/**
 * Runs a cell.
 * @param {Cell} cell
 * @returns {Promise<string>} the code and the number of attempts
 */
function runCell({ stage, transport, script, isHurried }) {
  return inScope(async (scope) => {
    let trapped = 0
    const trap = await startServer(scope, () => {
      trapped += 1
      return { good: Buffer.from('') }
    })
    const broken = script(`http://127.0.0.1:${trap.port}`)
    let isBroken = true
    const requests = /** @type {string[]} */ ([])
    const { port } = await startServer(scope, (request) => {
      const service = serviceOf(request)
      requests.push(service.stage)
      return { good: service.good, script: isBroken && service.stage === stage ? broken : undefined }
    })
    const url = `http://127.0.0.1:${port}`
    const { env, options } = TRANSPORTS[transport](url)
    const logged = /** @type {unknown[]} */ ([])
    const logger = { warn: (/** @type {unknown[]} */ ...args) => void logged.push(...args) }
    const place = { scope, url, env, options: { ...options, logger } }
    const ready = /** @type {NonNullable<typeof STAGES[string]>} */ (STAGES[stage])(place)
    const error = await ready.act().then(
      () => undefined,
      (thrown) => thrown,
    )
    assert.ok(error === undefined || isRolehopError(error), `the error has no code: ${shown(error)}`)
    assertClean(shown(error).replaceAll('\n', ' ') + shown(logged))
    assert.equal(trapped, 0, 'another host was called')
    assertWhole(ready.home)
    const attempts = requests.filter((each) => each === stage).length
    const earlier = new Set(requests.slice(0, requests.indexOf(stage)).filter((each) => each.endsWith('hop')))
    requests.length = 0
    isBroken = false
    if (!isHurried) await ready.act()
    const repeated = requests.filter((each) => earlier.has(each))
    assert.deepEqual(repeated, [], 'the next run repeats hops that were obtained')
    return `${error?.code ?? 'ok'} ${attempts}`
  })
}

/** Cells of every stage and transport. @returns {Cell[]} */
const tableCells = () =>
  Object.keys(STAGES).flatMap((stage) =>
    transportsOf(stage).flatMap((transport) => {
      const fixed = Object.entries(FAULTS).map(([fault, script]) => ({ stage, transport, fault, script: () => script }))
      const away = redirects('').map(([fault], at) => ({
        stage,
        transport,
        fault: String(fault),
        script: (/** @type {string} */ trap) => /** @type {Script} */ (redirects(trap)[at]?.[1]),
      }))
      return [...fixed, ...away]
    }),
  )

/** The responses that stall; timers are fast while they run. @returns {Cell[]} */
const stallCells = () =>
  Object.keys(STAGES).flatMap((stage) =>
    transportsOf(stage).flatMap((transport) =>
      Object.entries(STALLS).map(([fault, script]) => ({
        stage,
        transport,
        fault,
        script: () => script,
        isHurried: true,
      })),
    ),
  )

/** Responses without their end. A stage without secrets in its response is whole at some lengths. @returns {Promise<Cell[]>} */
async function truncatedCells() {
  const lengths = await Promise.all(Object.keys(STAGES).map(async (stage) => [stage, await lengthOf(stage)]))
  return /** @type {[string, number][]} */ (lengths).flatMap(([stage, length]) =>
    Array.from({ length }, (_, at) => {
      const transports = transportsOf(stage)
      const transport = /** @type {Transport} */ (transports[at % transports.length])
      return { stage, transport, fault: 'truncated', script: () => truncated(at) }
    }),
  )
}

/** The length of the good response of a stage. @param {string} stage @returns {Promise<number>} */
async function lengthOf(stage) {
  let length = 0
  await runCell({
    stage,
    transport: /** @type {Transport} */ (transportsOf(stage)[0]),
    fault: '',
    script: () => (socket, good) => {
      // Without the line feed at the end it is still whole.
      length = bodyOf(good).toString().trimEnd().length
      socket.end(good)
    },
  })
  return length
}

/** The secret-free responses that are valid without their end: a name, or a token that is a text. */
const WHOLE_WHEN_TRUNCATED = new Set(['metadata token', 'metadata role'])

const isUpdating = process.env['UPDATE_WIRE'] === '1'

/** The outcomes that were seen and those that must be. */
class Expectations {
  /** @type {Record<string, Record<string, string>>} */
  #expected = JSON.parse(readFileSync(EXPECTED, 'utf8'))
  bad = /** @type {string[]} */ ([])

  /** Compares the outcome of a cell. @param {Pick<Cell, 'stage' | 'transport' | 'fault'>} cell @param {string} outcome */
  compare({ stage, transport, fault }, outcome) {
    const row = this.#expected[fault] ?? {}
    this.#expected[fault] = row
    if (isUpdating && !(stage in row)) row[stage] = outcome
    if (row[stage] !== outcome) this.bad.push(`${fault}, ${stage}, ${transport}: ${outcome}, not ${row[stage]}`)
  }

  /** Writes the table, if it is being updated. */
  save() {
    if (isUpdating) writeFileSync(EXPECTED, `${JSON.stringify(this.#expected, null, 2)}\n`)
  }
}

/** Runs cells, some at a time. @param {Cell[]} cells @param {number} lanes @param {(cell: Cell, outcome: string) => void} see @param {string[]} bad */
const runAll = (cells, lanes, see, bad) =>
  inLanes(lanes, cells, async (cell) => {
    try {
      see(cell, await runCell(cell))
    } catch (error) {
      bad.push(`${cell.fault}, ${cell.stage}, ${cell.transport}: ${/** @type {Error} */ (error).message}`)
    }
  })

/** A truncated response is never credentials. @param {Cell} cell @param {string} outcome @param {string[]} bad */
function judgeTruncated({ stage, transport }, outcome, bad) {
  if (outcome.startsWith('ok') && !WHOLE_WHEN_TRUNCATED.has(stage))
    bad.push(`truncated, ${stage}, ${transport}: ${outcome}`)
}

/** The positive control: a response in an error must be noticed. */
function control() {
  assert.throws(() => assertClean(shown(new Error(`the response was <a>${CANARY}</a>`))), /a secret is shown/)
  return 'an error that quotes the response is caught'
}

/**
 * @param {import('./harnesses.mjs').Options} options `scale` below 1 runs that share of the cells, which the
 *   seed selects
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale, seed }) {
  const random = new Random(seed)
  /** @template T @param {T[]} cells */
  const some = (cells) => cells.filter(() => random.next() < scale)
  const expectations = new Expectations()
  const { bad } = expectations
  const see = expectations.compare.bind(expectations)
  const [faults, stalls, cuts] = [some(tableCells()), some(stallCells()), some(await truncatedCells())]
  await runAll(faults, 4, see, bad)
  await runAll(cuts, 4, (cell, outcome) => judgeTruncated(cell, outcome, bad), bad)
  await hurried(() => runAll(stalls, 8, see, bad))
  const secured = some(SECURE)
  for (const { fault, stage, run } of secured) see({ fault, stage, transport: 'node' }, await run())
  expectations.save()
  assert.deepEqual(bad, [])
  const cells = faults.length + stalls.length + cuts.length + secured.length
  const counts = {
    cells,
    'of truncated bodies': cuts.length,
    'of stalls': stalls.length,
    'of TLS and proxies': secured.length,
  }
  return { counts, control: control() }
}
