/** Locks within this process. */

import type { WaitOptions } from '../../model/types.ts'
import { raceAbort } from '../../util/abort.ts'
import { aborted } from './timers.ts'

/** The last waiter for each name. */
const queues = new Map<string, Promise<void>>()

/**
 * Acquires a lock within this process, in the order of the calls.
 *
 * @returns the function that releases it
 */
export async function lock(name: string, { signal }: WaitOptions = {}): Promise<() => void> {
  const before = queues.get(name)
  let release: () => void = () => {}
  const mine = new Promise<void>((resolve) => {
    release = resolve
  })
  const turn = (before ?? Promise.resolve()).then(() => mine)
  queues.set(name, turn)
  void turn.then(() => {
    if (queues.get(name) === turn) queues.delete(name)
  })
  try {
    await raceAbort(before, signal)
  } catch {
    // Only the signal can reject here.
    release()
    throw aborted()
  }
  return release
}
