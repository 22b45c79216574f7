/** Clears secrets from memory. */
import { clearEngine } from '../engine/instance.ts'
import { disposeAll } from '../util/disposal.ts'

/**
 * Clears all secrets that this copy of the package has in memory: the texts of every `SharedConfig`, the
 * credentials of every provider, sessions, and the engine's memory, which is filled with zeros. Pending
 * calls reject with `aborted`. Configs are empty afterwards; a provider that was created with texts starts
 * again at the next call. Texts and credentials that were returned belong to the caller; JavaScript
 * strings cannot be cleared.
 *
 * @example
 * window.addEventListener('pagehide', () => dispose())
 */
export function dispose(): void {
  disposeAll()
  clearEngine()
}
