/** The engine's microtasks. The build replaces the global `queueMicrotask` with this one. */

let onTrap: (error: unknown) => void = () => {}

/** Sets the handler for exceptions in microtasks. */
export function guardMicrotasks(handler: (error: unknown) => void): void {
  onTrap = handler
}

/** As the global function, but exceptions go to the handler. */
export function queueMicrotask(task: () => void): void {
  globalThis.queueMicrotask(() => {
    try {
      task()
    } catch (error) {
      onTrap(error)
    }
  })
}
