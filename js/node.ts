/** The entry for Node: files, processes, the network, the terminal. */
import { readFileSync } from 'node:fs'
import { setHome } from './home.ts'
import { nodeHome } from './host/node.ts'

setHome(nodeHome(() => readFileSync(new URL('./rolehop.wasm', import.meta.url))))

export * from './index.ts'
