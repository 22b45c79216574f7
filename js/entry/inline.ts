/** The entry for Node programs that are bundled into one file: as `node.ts`, with the engine inside. */
import { engine } from '../engine/embedded.ts'
import { nodeHome } from '../runtime/node/index.ts'
import { setHome } from '../runtime/runtime.ts'

setHome(nodeHome(engine))

export * from '../index.ts'
