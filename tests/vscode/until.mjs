// @ts-check
/** Waiting for conditions that no event announces. */
import { setTimeout as pause } from 'node:timers/promises'

/** The timeout of a condition on a busy computer, in milliseconds. `ROLEHOP_TEST_TIMEOUT_MS` overrides it. */
export const TIMEOUT_MS = Number(process.env.ROLEHOP_TEST_TIMEOUT_MS ?? 60_000)

/**
 * Waits until a condition is true.
 * @param {() => unknown} condition may be asynchronous
 * @param {number} [timeout] in milliseconds
 * @throws {Error} if it is not true within this time
 */
export async function until(condition, timeout = TIMEOUT_MS) {
  for (const end = Date.now() + timeout; Date.now() < end; await pause(100)) {
    if (await condition()) return
  }
  throw new Error(`the condition did not become true: ${condition}`)
}
