// @ts-check
/** Time limits that pass faster than a clock. */

/** How much faster: the time limit of 15 seconds becomes half a second. */
const SPEED = 30

/** Runs work while timers of this process are fast. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
export async function hurried(work) {
  const real = globalThis.setTimeout
  /** @type {any} */
  const fast = (/** @type {any} */ act, /** @type {number | undefined} */ ms, /** @type {unknown[]} */ ...rest) =>
    real(act, (ms ?? 0) / SPEED, ...rest)
  globalThis.setTimeout = Object.assign(fast, real)
  try {
    return await work()
  } finally {
    globalThis.setTimeout = real
  }
}
