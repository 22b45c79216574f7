// @ts-check
/**
 * Each command on files, caches and lists of three sizes: its steps grow with the size, not with its square.
 *
 * A step is an execution of a block of JavaScript in `dist/`, as V8 counts them for coverage, so that time plays
 * no part. The steps of the engine are allocations: `tests/rust/growth.rs`.
 */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { root } from '../node/support.mjs'
import { commandOf, finished, LINES } from './commands.mjs'
import { inScope } from './scope.mjs'
import { response, startServer } from './wire-server.mjs'
import { serviceOf } from './wire-services.mjs'
import { homeOf } from './wire-stages.mjs'

export const shows = 'each command on files, caches and lists of three sizes'
export const quick = 0.1

const SIZES = /** @type {const} */ ([150, 300, 600])

/** From the first size to the last, linear steps increase three times as much as to the second, quadratic five times. */
const LIMIT = 4

/** A smaller increase from the first size to the last is not growth: steps, and a part of the first steps. */
const NOISE = 4000
const NOISE_PART = 0.2

/** @param {number} count @param {(at: number) => string} part */
const repeat = (count, part) => Array.from({ length: count }, (_, at) => part(at)).join('')

const ROLE = 'role_arn = arn:aws:iam::111122223333:role/R\nsource_profile = base\n'

/** A cache entry. */
const ENTRY = JSON.stringify({
  Credentials: {
    AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    SecretAccessKey: 'secret',
    SessionToken: 'token',
    Expiration: '2035-01-01T00:00:00Z',
  },
  AssumedRoleUser: { AssumedRoleId: 'AROA:s', Arn: 'arn:aws:sts::111122223333:assumed-role/R/s' },
})

/** The things that grow: lines that are added to the config, and other files. @type {Record<string, { config?: (count: number) => string, files?: (aws: string, count: number) => void }>} */
const SHAPES = {
  profiles: { config: (count) => repeat(count, (at) => `[profile p${at}]\n${ROLE}`) },
  'settings of a profile': { config: (count) => `[profile Three]\n${repeat(count, (at) => `k${at} = v\n`)}` },
  mistakes: { config: (count) => repeat(count, (at) => `[profile p${at}]\nrole_arn = x\nsource_profil = base\n`) },
  'cache entries': {
    files: (aws, count) => {
      mkdirSync(join(aws, 'cli/cache'), { recursive: true })
      for (let at = 0; at < count; at += 1) {
        writeFileSync(join(aws, 'cli/cache', `${createHash('sha1').update(String(at)).digest('hex')}.json`), ENTRY)
      }
    },
  },
  'roles of an account': {},
}

/** The services; the account has a number of roles. @param {number} count @param {import('./wire-server.mjs').Request} request */
function answer(count, request) {
  if (!request.path.startsWith('/assignment/roles')) return { good: serviceOf(request).good }
  const roleList = Array.from({ length: count }, (_, at) => ({ accountId: '111122223333', roleName: `Role${at}` }))
  return { good: response(JSON.stringify({ roleList })) }
}

/** The executions of blocks of code below a folder. @param {string} coverage @param {string} folder */
function stepsIn(coverage, folder) {
  const scripts = readdirSync(coverage).flatMap((name) => JSON.parse(readFileSync(join(coverage, name), 'utf8')).result)
  const own = scripts.filter(({ url }) => url.startsWith(pathToFileURL(folder).href))
  const ranges = own.flatMap(({ functions }) => functions).flatMap((each) => each.ranges)
  return ranges.reduce((sum, { count }) => sum + count, 0)
}

/** The steps of a command. @param {import('./commands.mjs').Line} line @param {string} shape @param {number} count */
function stepsOf(line, shape, count) {
  return inScope(async (scope) => {
    const { port } = await startServer(scope, (request) => answer(shape.startsWith('roles') ? count : 1, request))
    const url = `http://127.0.0.1:${port}`
    const { home, env } = homeOf({ scope, url, env: {}, options: {} })
    appendFileSync(join(home, '.aws/config'), SHAPES[shape]?.config?.(count) ?? '')
    SHAPES[shape]?.files?.(join(home, '.aws'), count)
    const coverage = join(home, 'coverage')
    const all = { PATH: process.env.PATH ?? '', AWS_EC2_METADATA_DISABLED: 'true', SIGN_IN_URL: url, ...env }
    await finished(line, { home, env: { ...all, NODE_V8_COVERAGE: coverage } })
    return stepsIn(coverage, fileURLToPath(new URL('dist', root)))
  })
}

/** How much more the steps increase to the last size than to the second; 0 if they hardly increase. @param {number[]} steps */
function increase([first = 0, second = 0, last = 0]) {
  const isNoise = last - first < Math.max(NOISE, NOISE_PART * first)
  return isNoise ? 0 : (last - first) / Math.max(1, second - first)
}

/** @param {import('./commands.mjs').Line} line @param {string} shape */
async function judge(line, shape) {
  const steps = []
  for (const count of SIZES) steps.push(await stepsOf(line, shape, count))
  assert.ok((steps[0] ?? 0) > 100, `${line.args.join(' ')}: no steps were counted`)
  assert.ok(increase(steps) < LIMIT, `${line.args.join(' ')}, ${shape}: ${steps} steps for ${SIZES}`)
}

/** The positive control: a search of a list for each of its members. */
const control = () =>
  inScope(async (scope) => {
    const { home } = homeOf({ scope, url: 'http://127.0.0.1:1', env: {}, options: {} })
    const program = join(home, 'search.mjs')
    writeFileSync(
      program,
      `const all = [...Array(Number(process.argv[2])).keys()]
       for (const one of all) for (const other of all) if (one === other) continue`,
    )
    const steps = SIZES.map((count) => {
      const coverage = join(home, `coverage-${count}`)
      spawnSync(process.execPath, [program, String(count)], { env: { ...process.env, NODE_V8_COVERAGE: coverage } })
      return stepsIn(coverage, home)
    })
    assert.ok(increase(steps) > LIMIT, `the search was not noticed: ${steps}`)
    return `a search of a list for each of its members increases ${increase(steps).toFixed(1)} times as much`
  })

/**
 * @param {import('./harnesses.mjs').Options} options `scale` below 1 runs every n-th cell
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale }) {
  const step = Math.max(1, Math.round(1 / scale))
  const all = Object.keys(SHAPES).flatMap((shape) => LINES.map((line) => /** @type {const} */ ([line, shape])))
  const cells = all.filter((_, at) => at % step === 0)
  for (const [line, shape] of cells) await judge(line, shape)
  const commands = new Set(cells.map(([line]) => commandOf(line))).size
  return { counts: { cells: cells.length, commands, quadratic: 0 }, control: await control() }
}
