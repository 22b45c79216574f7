/**
 * The entry for browsers and everything else that is not Node: pasted text and `fetch`. There is no
 * process, no file and no metadata service here, and no code for them.
 */
import { engine } from '../engine/embedded.ts'
import { portableRuntime } from '../runtime/portable/index.ts'
import { setRuntime } from '../runtime/runtime.ts'

setRuntime(portableRuntime(engine))

export * from '../index.ts'
