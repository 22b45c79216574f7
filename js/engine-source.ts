/** Where the engine comes from, when not from the package itself. */

let provided: object | undefined

/**
 * Takes the engine from the caller instead of from the package, for surroundings where WebAssembly
 * can only be had in one way, such as Cloudflare Workers. Only needed there, and only before the
 * first other call.
 *
 * @param module the compiled `rolehop/rolehop.wasm` (a `WebAssembly.Module`), or its bytes
 */
export function useEngine(module: object): void {
  provided = module
}

/** What the caller provided. @internal */
export function providedEngine(): BufferSource | WebAssembly.Module | undefined {
  return provided as BufferSource | WebAssembly.Module | undefined
}
