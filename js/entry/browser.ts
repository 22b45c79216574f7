/**
 * The entry point for browsers and other runtimes without Node's modules: only text and `fetch`. It contains
 * no code for processes, files and metadata services.
 */
import { engine } from '../engine/embedded.ts'
import { portableRuntime } from '../runtime/portable/portable-runtime.ts'
import { setRuntime } from '../runtime/runtime.ts'

setRuntime(portableRuntime(() => engine()))

export * from '../index.ts'
