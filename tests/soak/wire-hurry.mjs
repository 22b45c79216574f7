// @ts-check
/** Time limits that pass faster than a clock. */
import assert from 'node:assert/strict'

/** How much faster: the time limit of 15 seconds becomes one and a half. */
const SPEED = 10

/** The longest time limit that a call can have, in milliseconds. */
const LONGEST = 60_000

/**
 * Runs work while timers of this process are fast, and asserts that none of them is longer than the limit of a call.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function hurried(work) {
  const real = globalThis.setTimeout
  let longest = 0
  /** @type {any} */
  const fast = (/** @type {any} */ act, /** @type {number | undefined} */ ms, /** @type {unknown[]} */ ...rest) => {
    longest = Math.max(longest, ms ?? 0)
    return real(act, (ms ?? 0) / SPEED, ...rest)
  }
  globalThis.setTimeout = Object.assign(fast, real)
  try {
    const done = await work()
    assert.ok(longest <= LONGEST, `a timer of ${longest} ms`)
    return done
  } finally {
    globalThis.setTimeout = real
  }
}
