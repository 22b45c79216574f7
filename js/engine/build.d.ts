/** Inserted by the build: `pkg/rolehop_bg.wasm`, compressed (raw deflate) and as text, and its size in bytes. */
declare module 'rolehop:engine' {
  export const base64: string
  export const size: number
}

/** A WebAssembly file as Cloudflare's bundler and `workerd` import it. */
declare module '*/rolehop.wasm' {
  const engine: WebAssembly.Module
  export default engine
}
