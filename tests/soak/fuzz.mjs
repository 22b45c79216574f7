// @ts-check
/**
 * Mutated inputs through the package: the two files, edits, the masking of secrets, regions, ARNs, session
 * names, cache entries, responses, the output of programs, and arguments of any type. Nothing but a
 * `RolehopError` is ever thrown, and each target has an invariant of its own.
 */
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { isRolehopError } from 'rolehop'
import { Random } from '../peers/generate/random.mjs'
import { TARGETS } from './fuzz-targets.mjs'
import { CORPUS, Mutator } from './mutate.mjs'

export const shows = 'mutated files, edits, responses, cache entries, program output, names and arguments'
export const quick = 0.02

/** The executions of each target at scale 1. */
const EXECUTIONS = 10_000

/**
 * Runs one input of a target.
 * @param {(mutator: Mutator) => unknown} target
 * @param {string} name
 * @param {string} seed
 */
async function execute(target, name, seed) {
  try {
    await target(new Mutator(new Random(seed)))
  } catch (error) {
    if (isRolehopError(error) && error.code !== 'internal') return
    throw new Error(`${name}, seed ${seed}: ${inspect(error)}`, { cause: error })
  }
}

/** The positive control: a target with a mistake is found. */
async function control() {
  const wrong = (/** @type {Mutator} */ mutator) => {
    assert.ok(!mutator.text(CORPUS.config).includes('\u0000'))
  }
  for (let at = 0; at < 5000; at += 1) {
    const failed = await execute(wrong, 'control', `control ${at}`).catch(() => true)
    if (failed) return `an assertion that NUL breaks fails after ${at + 1} inputs`
  }
  throw new Error('the mutations never contain NUL')
}

/**
 * @param {import('./harnesses.mjs').Options} options
 * @returns {Promise<import('./harnesses.mjs').Figures>}
 */
export async function run({ scale, seed }) {
  const each = Math.ceil(EXECUTIONS * scale)
  for (const [name, target] of Object.entries(TARGETS)) {
    for (let at = 0; at < each; at += 1) await execute(target, name, `${seed} ${at}`)
  }
  return { counts: { executions: each * Object.keys(TARGETS).length, crashes: 0 }, control: await control() }
}
