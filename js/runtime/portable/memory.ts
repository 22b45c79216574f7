/** HostFunctions that need nothing but JavaScript: waiting, and locks within this process. */

import type { HostFailure } from '../../generated/types.ts'
import type { CacheStore, Host, WaitOptions } from '../../model/types.ts'
import { raceAbort } from '../../util/abort.ts'
import { type Disposable, trackForDisposal } from '../../util/disposal.ts'

/** The clock of the system. */
export function now(): number {
  return Date.now()
}

/** Waits, or rejects when the caller gives up. */
export function sleep(ms: number, { signal }: WaitOptions = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer)
      reject(aborted())
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** The last in the queue for each name. */
const queues = new Map<string, Promise<void>>()

/**
 * Waits for its turn among the callers in this process, in their order.
 *
 * @returns what gives the turn to the next
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
    // The turn of others never fails.
    release()
    throw aborted()
  }
  return release
}

/** The caller gave up. */
export function aborted(): HostFailure {
  return { hostError: 'aborted' }
}

/** The powers of createCallContext that have no others. */
export const portableFunctions = { now, sleep, lock } satisfies Partial<Host>

/** Both caches in memory. Their keys never meet: those of overridden endpoints are hashed otherwise. */
export function memoryStore(): CacheStore {
  return new MemoryStore()
}

class MemoryStore extends Map<string, string> implements Disposable {
  constructor() {
    super()
    trackForDisposal(this)
  }

  dispose(): void {
    this.clear()
  }
}
