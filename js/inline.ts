/** The entry for Node programs that are bundled into one file: as `node.ts`, with the engine inside. */
import { engine } from './engine.ts'
import { setHome } from './home.ts'
import { nodeHome } from './host/node.ts'

setHome(nodeHome(engine))

export * from './index.ts'
