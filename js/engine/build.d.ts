/** Inserted by the build: `pkg/rolehop_bg.wasm` as text. */
declare module 'rolehop:engine' {
  export const base64: string
}

/** A WebAssembly file as Cloudflare's bundler and `workerd` import it. */
declare module '*/rolehop.wasm' {
  const engine: WebAssembly.Module
  export default engine
}
