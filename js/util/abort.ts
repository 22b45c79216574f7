/** Waiting for what other code does. */

/** A value, or a promise of one. */
export type Awaitable<T> = T | PromiseLike<T>

/**
 * Waits for work that is under way, until the signal aborts; then rejects with the signal's reason.
 * Not everything that is given a signal obeys it. The work itself may go on: its outcome is dropped.
 */
export async function raceAbort<T>(work: Awaitable<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  let onAbort = () => {}
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason)
  })
  signal.addEventListener('abort', onAbort)
  // A signal that has aborted already sends no event.
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([aborted, work])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Starts work and waits for it as {@link raceAbort} does; nothing is started after the signal has aborted. */
export async function untilAborted<T>(work: () => Awaitable<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal?.aborted) throw signal.reason
  return raceAbort(started(work), signal)
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
