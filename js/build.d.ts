/** What the build puts in: `pkg/rolehop_bg.wasm` as text. */
declare module 'rolehop:engine' {
  export const base64: string
}
