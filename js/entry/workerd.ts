/**
 * The entry for Cloudflare Workers, which refuse to compile WebAssembly at run time: there the
 * engine is imported as a module, compiled when the worker is deployed.
 */

import { portableRuntime } from '../runtime/portable/index.ts'
import { setRuntime } from '../runtime/runtime.ts'
import engine from './rolehop.wasm'

setRuntime({
  ...portableRuntime(() => engine),
  // Its `fetch` keeps no cookies, caches only what it is told to, and refuses to hear of either, and
  // of `redirect: 'error'`. With `manual` a redirect is an answer like others: one that STS never gives.
  fetchInit: { redirect: 'manual' },
})

export * from '../index.ts'
