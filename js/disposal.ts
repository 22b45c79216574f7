/** Letting go of secrets: everything in JavaScript's own memory that holds some is known here. */
import { wipeEngine } from './wasm.ts'

/** What holds secrets. */
export interface Holder {
  /** Drops them. The holder can be used again, as if it were new. */
  forget(): void
}

const holders = new Set<WeakRef<Holder>>()
const gone = new FinalizationRegistry<WeakRef<Holder>>((reference) => holders.delete(reference))

/** Remembers a holder for as long as someone else does. */
export function holds(holder: Holder): void {
  const reference = new WeakRef(holder)
  holders.add(reference)
  gone.register(holder, reference)
}

/**
 * Wipes what this copy of the package remembers: the texts of every `SharedConfig`, the
 * credentials of every provider, the sessions in memory, and the engine's memory, which is filled
 * with zeros. Runs under way reject with the code `aborted`. Configs are empty afterwards, and a
 * provider with texts of its own starts anew at the next call. What the caller was handed (texts,
 * credentials) is the caller's to drop; strings of JavaScript cannot be wiped.
 */
export function dispose(): void {
  for (const reference of holders) reference.deref()?.forget()
  wipeEngine()
}
