/**
 * The entry for Cloudflare Workers, which refuse to compile WebAssembly at run time: there the
 * engine is imported as a module, compiled when the worker is deployed.
 */

import { setHome } from './home.ts'
import { memoryHome } from './host/browser.ts'
import engine from './rolehop.wasm'

setHome(memoryHome(() => engine))

export * from './index.ts'
