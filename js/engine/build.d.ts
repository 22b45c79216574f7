/** What the build puts in: `pkg/rolehop_bg.wasm` as text. */
declare module 'rolehop:engine' {
  export const base64: string
}

/** What Cloudflare's bundler and `workerd` make of a WebAssembly file. */
declare module '*/rolehop.wasm' {
  const engine: WebAssembly.Module
  export default engine
}
