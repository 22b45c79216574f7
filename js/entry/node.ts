/** The entry point for Node: files, processes, the network, the terminal. */
import { nodeRuntime } from '../runtime/node/node-runtime.ts'
import { wasmFile } from '../runtime/node/wasm-file.ts'
import { setRuntime } from '../runtime/runtime.ts'

setRuntime(nodeRuntime(wasmFile))

export * from '../index.ts'
