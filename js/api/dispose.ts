/** Clears secrets from memory. */
import { clearEngine } from '../engine/instance.ts'
import { disposeAll } from '../util/disposal.ts'

/**
 * Clears the secrets that this copy of the package holds in memory: the text of every `SharedConfig` and of its
 * plans, the credentials of every provider, cached sessions, and the engine's memory, which is overwritten with
 * zeros. Pending calls reject with `aborted`. Afterwards, configs are empty, plans cannot be shown as text, and a
 * provider that was created with text starts over at the next call. Returned text and credentials are not
 * cleared: they belong to the caller, and JavaScript strings are immutable.
 *
 * @example
 * window.addEventListener('pagehide', () => dispose())
 */
export function dispose(): void {
  disposeAll()
  clearEngine()
}
