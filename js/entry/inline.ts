/** The entry point for Node programs that are bundled into one file: as `node.ts`, with the engine inside. */
import { engine } from '../engine/embedded.ts'
import { nodeRuntime } from '../runtime/node/index.ts'
import { setRuntime } from '../runtime/runtime.ts'

setRuntime(nodeRuntime(engine))

export * from '../index.ts'
