/** The clock and timers. */

import type { HostFailure } from '../../generated/types.ts'
import type { WaitOptions } from '../../model/types.ts'

/** The system's clock. */
export function now(): number {
  return Date.now()
}

/** Waits; rejects if the signal aborts. */
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

/** The failure of a call that was aborted. */
export function aborted(): HostFailure {
  return { hostError: 'aborted' }
}
