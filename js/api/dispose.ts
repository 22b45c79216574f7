/** Wiping secrets from memory. */
import { wipeEngine } from '../engine/instance.ts'
import { disposeAll } from '../util/disposal.ts'

/**
 * Wipes what this copy of the package remembers: the texts of every `SharedConfig`, the credentials of
 * every provider, sessions in memory, and the engine's memory, which is filled with zeros. Pending runs
 * reject with `aborted`. Configs are empty afterwards; a provider with its own texts starts again at
 * the next call. Texts and credentials that were returned belong to the caller; JavaScript strings
 * cannot be wiped.
 *
 * @example
 * window.addEventListener('pagehide', () => dispose())
 */
export function dispose(): void {
  disposeAll()
  wipeEngine()
}
