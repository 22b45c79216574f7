// @ts-check
/** Waiting for conditions that no event announces. */
import { setTimeout as pause } from 'node:timers/promises'

/** The timeout of a condition on a busy computer, in milliseconds. `ROLEHOP_TEST_TIMEOUT_MS` overrides it. */
export const TIMEOUT_MS = Number(process.env.ROLEHOP_TEST_TIMEOUT_MS ?? 60_000)

/**
 * Waits until a condition is true.
 * @param {() => unknown} condition may be asynchronous
 * @throws {Error} if it is not true within `TIMEOUT_MS`
 */
export async function until(condition) {
  for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await pause(100)) {
    if (await condition()) return
  }
  throw new Error(`the condition did not become true: ${condition}`)
}
