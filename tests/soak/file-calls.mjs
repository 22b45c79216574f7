// @ts-check
/**
 * Each file call of a run fails in turn. The calls of a run are recorded first; then, for each position and
 * each error of the system, the run is repeated with that call failing.
 *
 * Afterwards the files are whole, credentials that a service issued are delivered, no lock, temporary file
 * or open file is left, and the next run succeeds.
 */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRolehopError } from 'rolehop'
import { Random } from '../peers/generate/random.mjs'
import { SCENES } from './file-scenes.mjs'
import { withFaults } from './fs-faults.mjs'
import { inScope } from './scope.mjs'

export const shows = 'each file call of a run fails in turn, with each of eight errors'
export const quick = 0.02

const ERRORS = ['EACCES', 'ENOSPC', 'EROFS', 'EIO', 'EMFILE', 'EPERM', 'EBUSY', 'ENOENT']

/** A run that takes longer waits for a lock that was never released, in milliseconds. */
const LONGEST = 20_000

/** The files of ours that a finished run must not leave. */
const LEFTOVER = /\.rolehop-(tmp|lock|copy)$|\.lock$|\.break$/

/** @param {string} home */
const leftovers = (home) =>
  readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => LEFTOVER.test(name))

/** The open files of this process below a folder. @param {string} home */
const openFiles = (home) =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(home)
    } catch {
      return false
    }
  })

/** Runs a world's work with faults and asserts everything that must hold afterwards. */
export async function cell(
  /** @type {any} */ scope,
  /** @type {string} */ scene,
  /** @type {import('./fs-faults.mjs').Decide} */ decide,
) {
  const world = await /** @type {any} */ (SCENES)[scene](scope)
  const { result, error, calls } = await withFaults(decide, () => world.act(AbortSignal.timeout(LONGEST)))
  assert.ok(error === undefined || isRolehopError(error), `the error has no code: ${error}`)
  assert.ok(!isRolehopError(error, 'aborted'), 'it waited without end')
  if (world.obtained?.()) assert.ok(result, `credentials were obtained, but not delivered: ${error}`)
  world.check(error === undefined)
  assert.deepEqual(leftovers(world.home), [], 'files are left')
  if (process.platform === 'linux') assert.deepEqual(openFiles(world.home), [], 'files are open')
  await world.act(AbortSignal.timeout(LONGEST))
  world.check(true)
  assert.deepEqual(leftovers(world.home), [], 'files are left by the next run')
  return { calls, failed: error !== undefined }
}

/** The positive control: a writer that is not atomic must be caught. */
async function control() {
  const outcome = await inScope(async (scope) => {
    const world = await /** @type {any} */ (SCENES)['save one file'](scope)
    const path = join(world.home, '.aws/config')
    const naive = async () => {
      const text = readFileSync(path, 'utf8')
      writeFileSync(path, '')
      readFileSync(path)
      writeFileSync(path, text.replace(/eu-west-1\n$/, 'eu-north-1\n'))
    }
    const { error } = await withFaults((_, at) => (at === 3 ? 'EIO' : undefined), naive)
    assert.ok(error)
    try {
      world.check(false)
      return 'missed'
    } catch {
      return 'caught'
    }
  })
  assert.equal(outcome, 'caught', 'a writer that is not atomic was not caught')
  return 'a writer that truncates the file first is caught'
}

/**
 * @param {import('./harnesses.mjs').Options} options `scale` below 1 tries that share of the cells, which
 *   the seed selects
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale, seed }) {
  const counts = { cells: 0, 'ended in an error': 0 }
  const bad = /** @type {string[]} */ ([])
  const every = Math.max(1, Math.round(1 / scale))
  const offset = new Random(seed).below(every)
  for (const scene of Object.keys(SCENES)) {
    // The first run loads modules, whose reads are not among the calls of later ones.
    await inScope((scope) => cell(scope, scene, () => undefined))
    const { calls } = await inScope((scope) => cell(scope, scene, () => undefined))
    for (const [position, name] of calls.entries()) {
      for (const [at, code] of ERRORS.entries()) {
        if ((position + at) % every !== offset) continue
        const decide = (/** @type {string} */ _, /** @type {number} */ call) => (call === position ? code : undefined)
        await inScope(async (scope) => {
          counts.cells += 1
          try {
            if ((await cell(scope, scene, decide)).failed) counts['ended in an error'] += 1
          } catch (error) {
            bad.push(`${scene}: ${code} in call ${position}, ${name}: ${/** @type {Error} */ (error).message}`)
          }
        })
      }
    }
  }
  assert.deepEqual(bad, [])
  return { counts, control: await control() }
}
