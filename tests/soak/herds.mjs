// @ts-check
/**
 * Many processes that start together on a cold cache, with one role that needs an MFA code: one call and one
 * prompt, and the same session for all. The process that holds the lock is killed or stopped, each process
 * has a PID namespace of its own, clocks differ, or a writer tears the cache entry.
 */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fromProfile } from 'rolehop'
import { demo, demoWorld, root } from '../node/support.mjs'
import { Random } from '../peers/generate/random.mjs'
import { aws, needsPeers } from '../peers/setup.mjs'
import { inScope } from './scope.mjs'

export const shows = 'processes that start together on a cold cache, with one role that needs an MFA code'
export const quick = 0.08

/** The number of processes at scale 1, and the most at any scale. */
const PROCESSES = 64

/** The source of a process. Each code is valid once; `SHIFT` is what its clock is ahead, in milliseconds. */
const PARTICIPANT = `
  import { fromProfile } from 'rolehop'
  import { appendFileSync, readFileSync } from 'node:fs'
  import { setTimeout as pause } from 'node:timers/promises'
  const { HOME, PROFILE, COUNT, SHIFT } = process.env
  const real = Date.now
  Date.now = () => real() + Number(SHIFT)
  const started = HOME + '/started'
  appendFileSync(started, 'x')
  const mfaCodeProvider = async () => {
    appendFileSync(HOME + '/asked', 'x')
    const prompts = readFileSync(HOME + '/asked').length
    while (readFileSync(started).length < Number(COUNT)) await pause(10)
    return String(100000 + prompts)
  }
  const { accessKeyId } = await fromProfile({ profile: PROFILE, mfaCodeProvider })()
  console.log(accessKeyId)`

/**
 * @typedef {object} Herd
 * @property {any} scope
 * @property {number} count
 * @property {Random} random
 * @property {Awaited<ReturnType<typeof demo>>} place
 */

/** Starts a process. @param {Herd} herd @param {{ shift?: number, profile?: string, program?: string[] }} [options] */
function start({ place, count }, { shift = 0, profile = 'hub', program = [process.execPath] } = {}) {
  const argv = [...program, '--input-type=module', '--eval', PARTICIPANT]
  return startProgram(argv, { ...place.env, PROFILE: profile, COUNT: String(count), SHIFT: String(shift) })
}

/** @param {string[]} argv @param {Record<string, string>} env */
function startProgram([name = '', ...args], env) {
  const child = spawn(name, args, {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (text) => (said += text))
  child.stderr.on('data', (text) => (said += text))
  return { child, over: once(child, 'close').then(([status, signal]) => ({ status, signal, said })) }
}

/** Starts all. @param {Herd} herd @param {(at: number) => Parameters<typeof start>[1]} [options] */
const startAll = (herd, options = () => ({})) => Array.from({ length: herd.count }, (_, at) => start(herd, options(at)))

const locksOf = (/** @type {Herd} */ { place }) => join(place.aws, 'rolehop/locks')

/** The process that holds the lock of the session, once there is one. @param {Herd} herd */
async function holder(herd) {
  for (;;) {
    const names = existsSync(locksOf(herd)) ? readdirSync(locksOf(herd)) : []
    for (const name of names.filter((each) => each.endsWith('.lock'))) {
      try {
        return Number(JSON.parse(readFileSync(join(locksOf(herd), name), 'utf8')).pid)
      } catch {
        // It was released in between.
      }
    }
    await pause(2)
  }
}

/** Waits for all, asserts that they have the same session, and returns the numbers of calls and prompts. @param {Herd} herd @param {ReturnType<typeof start>[]} runs @param {number} [killed] */
async function finish(herd, runs, killed = 0) {
  const ended = await Promise.all(runs.map(({ over }) => over))
  const good = ended.filter(({ status }) => status === 0)
  assert.equal(good.length, herd.count - killed, ended.map(({ said }) => said).join(''))
  assert.equal(new Set(good.map(({ said }) => said)).size, 1, 'the sessions differ')
  assert.match(good[0]?.said ?? '', /^ASIA/)
  assert.deepEqual(readdirSync(locksOf(herd)), [], 'locks are left')
  return { calls: herd.place.actions().length, prompts: readFileSync(join(herd.place.home, 'asked')).length }
}

/** @param {Herd} herd @param {ReturnType<typeof start>[]} runs */
async function assertOne(herd, runs) {
  assert.deepEqual(await finish(herd, runs), { calls: 1, prompts: 1 })
}

/** @param {Herd} herd @param {(pid: number) => Promise<void>} disturb @param {number} killed */
async function disturbed(herd, disturb, killed) {
  const runs = startAll(herd)
  const pid = await holder(herd)
  await pause(herd.random.next() * 60)
  await disturb(pid)
  return finish(herd, runs, killed)
}

/** The process that holds the lock is killed at a random instant. @param {Herd} herd */
async function killed(herd) {
  // The others do not wait for the killed process to have started.
  const { calls, prompts } = await disturbed(herd, async (pid) => void process.kill(pid, 'SIGKILL'), 1)
  assert.ok(calls <= 2 && prompts <= 2, `${calls} calls, ${prompts} prompts`)
}

/** The process that holds the lock is stopped for a while. @param {Herd} herd */
async function stopped(herd) {
  const stop = async (/** @type {number} */ pid) => {
    process.kill(pid, 'SIGSTOP')
    await pause(300 + herd.random.next() * 1500)
    process.kill(pid, 'SIGCONT')
  }
  assert.deepEqual(await disturbed(herd, stop, 0), { calls: 1, prompts: 1 })
}

const hasNamespaces = () => spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0

/** Half of the processes have a PID namespace of their own. @param {Herd} herd */
async function namespaces(herd) {
  if (!hasNamespaces()) return
  const own = ['unshare', '--pid', '--fork', '--mount-proc', process.execPath]
  await assertOne(
    herd,
    startAll(herd, (at) => (at % 2 === 0 ? { program: own } : {})),
  )
}

/** The clocks differ by up to eight minutes, and the MFA code is still accepted. @param {Herd} herd */
const clocks = (herd) =>
  assertOne(
    herd,
    startAll(herd, (at) => ({ shift: ((at % 3) - 1) * 240_000 })),
  )

/** A writer writes the entry in place again and again, as the AWS CLI v2 does. @param {Herd} herd */
async function torn(herd) {
  const { place, count } = herd
  await fromProfile({ profile: 'readonly', env: place.env })()
  const folder = join(place.aws, 'rolehop/cache')
  const path = join(folder, readdirSync(folder)[0] ?? '')
  const text = readFileSync(path, 'utf8')
  let isOver = false
  const tear = async () => {
    while (!isOver) {
      writeFileSync(path, text.slice(0, herd.random.below(text.length)))
      await pause(1)
      writeFileSync(path, text)
      await pause(1)
    }
  }
  const tearing = tear()
  const runs = startAll(herd, () => ({ profile: 'readonly' }))
  const ended = await Promise.all(runs.map(({ over }) => over))
  isOver = true
  await tearing
  assert.equal(ended.filter(({ status, said }) => status === 0 && said.startsWith('ASIA')).length, count)
}

/** The source of a process that shares the cache with the AWS CLI: the endpoint is that of AWS, redirected. */
const BESIDE_AWS = `
  import { fromProfile } from 'rolehop'
  import { fetchVia } from './tests/peers/redirect-fetch.mjs'
  const { accessKeyId } = await fromProfile({ profile: 'readonly', fetch: fetchVia(process.env.VIA) })()
  console.log(accessKeyId)`

/** A quarter of the processes are the AWS CLI, and all share one cold cache: none fails, ours make one call. @param {Herd} herd */
async function besideAws({ place, count }) {
  if (needsPeers().skip) return
  const { AWS_ENDPOINT_URL_STS: url = '', ...env } = place.env
  const cli = [aws.program, ...aws.args, 'sts', 'get-caller-identity', '--profile', 'readonly']
  const isCli = (/** @type {number} */ at) => at % 4 === 3
  const runs = Array.from({ length: count }, (_, at) =>
    isCli(at)
      ? startProgram(cli, { ...place.env, AWS_EC2_METADATA_DISABLED: 'true' })
      : startProgram([process.execPath, '--input-type=module', '--eval', BESIDE_AWS], { ...env, VIA: url }),
  )
  const ended = await Promise.all(runs.map(({ over }) => over))
  for (const [at, { status, said }] of ended.entries()) {
    assert.equal(status, 0, said)
    assert.match(said, isCli(at) ? /assumed-role\/ReadOnly/ : /^ASIA/)
  }
  const clis = ended.filter((_, at) => isCli(at)).length
  const calls = place.actions().filter((action) => action === 'AssumeRole').length
  assert.ok(calls <= clis + 1, `${calls} calls, of which ${clis} are by the AWS CLI`)
  const folder = join(place.aws, 'cli/cache')
  for (const name of readdirSync(folder)) JSON.parse(readFileSync(join(folder, name), 'utf8'))
}

const SCENES = {
  'start together': (/** @type {Herd} */ herd) => assertOne(herd, startAll(herd)),
  'the holder is killed': killed,
  'the holder is stopped': stopped,
  'PID namespaces': namespaces,
  'clocks that differ': clocks,
  'a writer that tears the entry': torn,
  'beside the AWS CLI': besideAws,
}

/** The codes that are valid, each once. */
const CODES = Array.from({ length: 99 }, (_, at) => String(100_001 + at))

/** A home folder, and an STS that accepts the codes. @param {any} scope */
const placeFor = (scope) => demo(scope, { world: demoWorld({ codes: CODES }) })

/** The positive control: without the lock, each process prompts. @param {number} count @param {Random} random */
async function control(count, random) {
  return inScope(async (scope) => {
    const herd = { scope, count, random, place: await placeFor(scope) }
    // No lock can be created below a file.
    mkdirSync(dirname(locksOf(herd)))
    writeFileSync(locksOf(herd), '')
    await Promise.all(startAll(herd).map(({ over }) => over))
    const prompts = readFileSync(join(herd.place.home, 'asked')).length
    assert.ok(prompts > 1, 'without locks there was one prompt too')
    return `without locks, ${count} processes prompt ${prompts} times`
  })
}

/**
 * @param {import('./harnesses.mjs').Options} options
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale, seed }) {
  const random = new Random(seed)
  const count = Math.min(PROCESSES, Math.max(5, Math.round(PROCESSES * scale)))
  const rounds = Math.max(1, Math.round(scale))
  for (let round = 0; round < rounds; round += 1) {
    for (const [shows, scene] of Object.entries(SCENES)) {
      await inScope(async (scope) => {
        const place = await placeFor(scope)
        try {
          await scene({ scope, count, random, place })
        } catch (cause) {
          throw new Error(`${shows}: ${/** @type {Error} */ (cause).message}`, { cause })
        }
      })
    }
  }
  const herds = rounds * Object.keys(SCENES).length
  return { counts: { herds, processes: herds * count }, control: await control(Math.min(count, 16), random) }
}
