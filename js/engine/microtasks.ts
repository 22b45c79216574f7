/** The microtasks of the engine; the build has it call this `queueMicrotask` instead of the global one. */

let onTrap: (error: unknown) => void = () => {}

/** Says who is told of what a microtask throws. */
export function guardMicrotasks(handler: (error: unknown) => void): void {
  onTrap = handler
}

/** As the global function, but what is thrown is caught. */
export function queueMicrotask(task: () => void): void {
  globalThis.queueMicrotask(() => {
    try {
      task()
    } catch (error) {
      onTrap(error)
    }
  })
}
