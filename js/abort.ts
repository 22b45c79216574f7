/** Waiting for what other code does. */
import type { Awaitable } from './types.ts'

/**
 * Does work, and waits for it until the caller gives up; then rejects with the signal's reason. The
 * work itself may go on: what becomes of it then is dropped.
 */
export async function untilAborted<T>(work: () => Awaitable<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work()
  if (signal.aborted) throw signal.reason
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
  })
  signal.addEventListener('abort', onAbort)
  try {
    return await Promise.race([started(work), aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** A promise of the work, which rejects where the work throws. */
function started<T>(work: () => Awaitable<T>): Promise<T> {
  return new Promise((resolve) => resolve(work()))
}

/** Does something of which no failure matters, whether it is thrown or comes later. */
export function quietly(work: () => unknown): Promise<void> {
  return started(work).then(
    () => {},
    () => {},
  )
}
