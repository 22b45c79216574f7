/**
 * The entry for Cloudflare Workers, which refuse to compile WebAssembly at run time: there the
 * engine is imported as a module, compiled when the worker is deployed.
 */

import { memoryHome } from '../runtime/portable/index.ts'
import { setHome } from '../runtime/runtime.ts'
import engine from './rolehop.wasm'

setHome({
  ...memoryHome(() => engine),
  // Its `fetch` keeps no cookies, caches only what it is told to, and refuses to hear of either, and
  // of `redirect: 'error'`. With `manual` a redirect is an answer like others: one that STS never gives.
  manner: { redirect: 'manual' },
})

export * from '../index.ts'
