/** Waiting until a signal aborts. */

/** A value, or a promise of one. */
export type Awaitable<T> = T | PromiseLike<T>

/**
 * Waits for a promise, and rejects with the signal's reason when the signal aborts. The work itself can
 * continue, because not all code obeys a signal; its result is dropped.
 */
export async function raceAbort<T>(work: Awaitable<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
  })
  signal.addEventListener('abort', onAbort)
  // A signal that has already aborted fires no event.
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Starts work and waits for it like {@link raceAbort}. Starts nothing if the signal has already aborted. */
export async function untilAborted<T>(work: () => Awaitable<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work()
  if (signal.aborted) throw signal.reason
  return raceAbort(started(work), signal)
}

/** A promise of the work; it rejects if the work throws. */
function started<T>(work: () => Awaitable<T>): Promise<T> {
  return new Promise((resolve) => resolve(work()))
}

/** Runs work and ignores its errors, synchronous and asynchronous ones. */
export function quietly(work: () => unknown): Promise<void> {
  return started(work).then(
    () => {},
    () => {},
  )
}
