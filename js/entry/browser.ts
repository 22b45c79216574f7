/**
 * The entry point for browsers and everything else that is not Node: text and `fetch`. It contains no code
 * for processes, files and metadata services.
 */
import { engine } from '../engine/embedded.ts'
import { portableRuntime } from '../runtime/portable/index.ts'
import { setRuntime } from '../runtime/runtime.ts'

setRuntime(portableRuntime(() => engine()))

export * from '../index.ts'
