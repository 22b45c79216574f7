/**
 * Objects in the engine's memory that can be created again. JavaScript frees that memory when it collects the
 * object, which does not happen before the event loop gets a turn, so only the objects used last keep it.
 */
import { instanceId, isCurrent } from './instance.ts'

interface Slot<T extends { free(): void }> {
  /** Absent after its memory was freed. */
  object: T | undefined
  readonly instance: number
}

/** The number of objects that keep their memory. */
const LIMIT = 16

/** Those that keep their memory; the last used is the last. */
const kept = new Set<Slot<{ free(): void }>>()
const collected = new FinalizationRegistry<Slot<{ free(): void }>>(free)

/** Frees the memory of an object. Discarding an instance has already freed its memory. */
function free(slot: Slot<{ free(): void }>): void {
  const { object } = slot
  slot.object = undefined
  kept.delete(slot)
  if (object && isCurrent(slot.instance)) object.free()
}

function keep(slot: Slot<{ free(): void }>): void {
  kept.delete(slot)
  kept.add(slot)
  const [oldest] = kept
  if (kept.size > LIMIT && oldest) free(oldest)
}

/** An object in the engine's memory, which is created when it is needed. */
export class EngineObject<T extends { free(): void }> {
  readonly #make: () => T
  #slot: Slot<T> | undefined

  /** @param make creates the object, again after its memory was freed or the engine was restarted */
  constructor(make: () => T) {
    this.#make = make
  }

  /** Whether the object has been created and has not been released. */
  get isMade(): boolean {
    return this.#slot !== undefined
  }

  /**
   * The object, for a call that begins at once. A call that ends later shares what it needs when it begins, so the
   * object can be freed in the meantime.
   */
  get(): T {
    const { slot, object } = this.#current()
    keep(slot)
    return object
  }

  /** Frees the memory of the object, instead of waiting for garbage collection. */
  release(): void {
    if (this.#slot) free(this.#slot)
    this.#slot = undefined
  }

  #current(): { slot: Slot<T>; object: T } {
    const instance = instanceId()
    const known = this.#slot
    if (known?.object && known.instance === instance) return { slot: known, object: known.object }
    const object = this.#make()
    const slot = { object, instance }
    this.#slot = slot
    collected.register(this, slot)
    return { slot, object }
  }
}
