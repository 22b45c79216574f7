/** Where the engine comes from, when not from the package itself. */

import { argument, type Check, mistyped } from '../model/arguments.ts'

let provided: object | undefined

/**
 * Uses this compiled engine instead of the package's own, for runtimes where WebAssembly
 * can only be had in one way, such as Cloudflare Workers. Only needed there, and only before the
 * first other call.
 *
 * @param module the compiled `rolehop/rolehop.wasm` (a `WebAssembly.Module`), or its bytes
 * @throws RolehopError `usage-invalid` for anything else
 */
export function useEngine(module: object): void {
  provided = argument(engineCheck, module, 'module')
}

/** By their tags: a module of another realm is one too. */
const TAGS = ['[object WebAssembly.Module]', '[object ArrayBuffer]', '[object SharedArrayBuffer]']

const engineCheck: Check<object> = (value, name) => {
  if (ArrayBuffer.isView(value) || TAGS.includes(Object.prototype.toString.call(value))) return value as object
  throw mistyped(name, 'a `WebAssembly.Module` or its bytes', value)
}

/** What the caller provided. @internal */
export function providedEngine(): BufferSource | WebAssembly.Module | undefined {
  return provided as BufferSource | WebAssembly.Module | undefined
}
