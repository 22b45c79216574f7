/** The engine's WebAssembly module, if the caller provides it instead of the package. */

import { argument, type Check, mistyped } from '../model/arguments.ts'
import { isRolehopError, RolehopError, systemCode } from '../model/errors.ts'
import { isObject, member } from '../util/objects.ts'

/** `rolehop/rolehop.wasm`, compiled (a `WebAssembly.Module`) or as bytes. Neither a promise nor a response. */
export type WasmModule = object & { readonly then?: never; readonly headers?: never }

/** Where {@link loadEngine} gets the module from: its URL, a response to it, or the module itself. */
export type EngineSource = string | URL | Response | PromiseLike<Response | WasmModule> | WasmModule

let provided: object | undefined

/**
 * Sets the module that the engine runs, for runtimes that do not let the package load its own: for
 * example Cloudflare Workers, where a module can only be imported. Call it before any other
 * function; once the engine runs, it has no effect.
 *
 * @param module the compiled `rolehop/rolehop.wasm` (a `WebAssembly.Module`), or its bytes
 * @throws RolehopError `usage-invalid` for anything else, such as a promise
 * @example
 * import module from 'rolehop/rolehop.wasm'
 * setWasmModule(module)
 */
export function setWasmModule(module: WasmModule): void {
  provided = argument(moduleCheck, module, 'module')
}

/**
 * Loads the engine from a URL, for pages that use `rolehop/slim` and serve `rolehop.wasm` as a file of
 * its own. Call it before any other function; once the engine runs, it has no effect.
 *
 * @param source the URL of `rolehop.wasm`, a response (or a promise of one, as `fetch` returns), the
 *   compiled module, or its bytes
 * @throws RolehopError `usage-invalid` for anything else; `engine-not-loaded` if the request fails or
 *   the response is not the module
 * @example
 * await loadEngine(new URL('./rolehop.wasm', import.meta.url))
 * await loadEngine(fetch('/assets/rolehop.wasm'))
 */
export async function loadEngine(source: EngineSource): Promise<void> {
  const named = typeof source === 'string' || source instanceof URL
  try {
    const found = await (named ? globalThis.fetch(source) : source)
    provided = isResponse(found) ? await compiled(found) : argument(moduleCheck, found, 'source')
  } catch (cause) {
    if (isRolehopError(cause)) throw cause
    throw engineNotLoaded(cause, reasonOf(cause))
  }
}

/** The reason of a failure. The message of a failed request is left out: it can contain the URL, and so a secret. */
function reasonOf(error: unknown): string {
  if (error instanceof WebAssembly.CompileError || error instanceof EvalError) return error.message
  return systemCode(error instanceof Error ? (error.cause ?? error) : error)
}

/** Checked by its members, so that a response of another realm passes too. */
function isResponse(value: unknown): value is Response {
  return (
    isObject(value) && typeof member(value, 'arrayBuffer') === 'function' && typeof member(value, 'ok') === 'boolean'
  )
}

/** Compiles while downloading if the server sends the content type `application/wasm`. */
async function compiled(response: Response): Promise<WebAssembly.Module> {
  if (!response.ok) throw engineNotLoaded(undefined, `the server returned status ${response.status}`)
  const isTyped = response.headers.get('content-type')?.split(';')[0]?.trim() === 'application/wasm'
  if (isTyped && typeof WebAssembly.compileStreaming === 'function') return WebAssembly.compileStreaming(response)
  return WebAssembly.compile(await response.arrayBuffer())
}

/** The error for a module that cannot be loaded or compiled; `reason` is set for one loaded by URL. @internal */
export function engineNotLoaded(cause: unknown, reason?: string): RolehopError {
  const message = `the engine could not be loaded${reason === undefined ? '' : `: ${reason.slice(0, 200)}`}`
  const details = { code: 'engine-not-loaded', message, help: helpFor(cause, reason !== undefined) } as const
  return new RolehopError(details, cause === undefined ? {} : { cause })
}

function helpFor(cause: unknown, isRequested: boolean): string {
  if (cause instanceof WebAssembly.CompileError || cause instanceof EvalError)
    return "the page's Content-Security-Policy must allow WebAssembly, `script-src 'wasm-unsafe-eval'`; where compiling is not allowed, pass the compiled module to `setWasmModule`"
  return isRequested
    ? 'check that the URL serves `rolehop.wasm` of this version of the package'
    : '`rolehop.wasm` is missing from the bundle; import `rolehop/inline` instead'
}

/** Checked by their tags, so that a module of another realm passes too. */
const TAGS = ['[object WebAssembly.Module]', '[object ArrayBuffer]', '[object SharedArrayBuffer]']

const moduleCheck: Check<object> = (value, name) => {
  if (ArrayBuffer.isView(value) || TAGS.includes(Object.prototype.toString.call(value))) return value as object
  throw mistyped(name, 'a `WebAssembly.Module` or its bytes', value)
}

/** The module that the caller provided. @internal */
export function providedModule(): BufferSource | WebAssembly.Module | undefined {
  return provided as BufferSource | WebAssembly.Module | undefined
}
