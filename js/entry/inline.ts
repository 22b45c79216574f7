/** The entry point for Node programs that are bundled into one file: `node.ts` with the engine embedded. */
import { engine } from '../engine/embedded.ts'
import { nodeRuntime } from '../runtime/node/node-runtime.ts'
import { setRuntime } from '../runtime/runtime.ts'

// Node's own decompression is faster.
setRuntime(nodeRuntime(() => engine((data) => process.getBuiltinModule('node:zlib').inflateRawSync(data))))

export * from '../index.ts'
