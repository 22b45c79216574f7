/** A cache in memory. */

import type { CacheStore } from '../../model/types.ts'
import { type Disposable, trackForDisposal } from '../../util/disposal.ts'

/** Both caches in memory. Their keys differ: those of custom endpoints are hashed differently. */
export function memoryStore(): CacheStore {
  return new MemoryStore()
}

/** Whether a store is one of {@link memoryStore}: no other process can read its entries. */
export function isMemoryStore(store: CacheStore): boolean {
  return store instanceof MemoryStore
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
