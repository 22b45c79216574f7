/**
 * The entry point for Cloudflare Workers, which cannot compile WebAssembly at run time: the engine is
 * imported as a module that is compiled when the worker is deployed.
 */

import { portableRuntime } from '../runtime/portable/portable-runtime.ts'
import { setRuntime } from '../runtime/runtime.ts'
import engine from './rolehop.wasm'

setRuntime({
  ...portableRuntime(() => engine),
  // The `fetch` of Workers has no cookies and no implicit cache, and rejects options for them, as well as
  // `redirect: 'error'`. With `manual`, a redirect is a response, which STS never sends.
  fetchInit: { redirect: 'manual' },
})

export * from '../index.ts'
