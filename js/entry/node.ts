/** The entry for Node: files, processes, the network, the terminal. */
import { readFileSync } from 'node:fs'
import { nodeHome } from '../runtime/node/index.ts'
import { setHome } from '../runtime/runtime.ts'

setHome(nodeHome(() => readFileSync(new URL('./rolehop.wasm', import.meta.url))))

export * from '../index.ts'
