/** Tracks objects that contain secrets, so that `dispose()` can clear all of them. */

/** An object that contains secrets. */
export interface Disposable {
  /** Drops the secrets. The object can be used again, as if it were new. */
  dispose(): void
}

const tracked = new Set<WeakRef<Disposable>>()
const collected = new FinalizationRegistry<WeakRef<Disposable>>((reference) => tracked.delete(reference))

/** Tracks an object for {@link disposeAll}, without keeping it alive. */
export function trackForDisposal(object: Disposable): void {
  const reference = new WeakRef(object)
  tracked.add(reference)
  collected.register(object, reference)
}

/** Disposes every tracked object that is still alive. */
export function disposeAll(): void {
  for (const reference of tracked) reference.deref()?.dispose()
}
