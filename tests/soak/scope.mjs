// @ts-check
/** Clean-up outside of Node's test runner, whose `t.after` it imitates, and work on many items. */

/** The part of a test that helpers need: `after`. @typedef {Pick<import('node:test').TestContext, 'after'>} Scope */

/**
 * Runs work, then what it registered with `after`, the last first.
 * @template T
 * @param {(scope: any) => Promise<T>} work gets an object with `after`, for helpers that take a test
 * @returns {Promise<T>}
 */
export async function inScope(work) {
  const steps = /** @type {(() => unknown)[]} */ ([])
  try {
    return await work({ after: (/** @type {() => unknown} */ step) => steps.push(step) })
  } finally {
    for (const step of steps.reverse()) await step()
  }
}

/** Does work with each of the items, some at a time. @template T @param {number} lanes @param {readonly T[]} items @param {(item: T) => Promise<void>} work */
export async function inLanes(lanes, items, work) {
  const queue = [...items]
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
