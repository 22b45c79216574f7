/** The entry point for Node: files, processes, the network, the terminal. */
import { readFileSync } from 'node:fs'
import { nodeRuntime } from '../runtime/node/index.ts'
import { setRuntime } from '../runtime/runtime.ts'

setRuntime(nodeRuntime(() => readFileSync(new URL('./rolehop.wasm', import.meta.url))))

export * from '../index.ts'
