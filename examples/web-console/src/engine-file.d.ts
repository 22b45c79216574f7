/** The build copies the engine and exports its URL, relative to the script. */
declare module 'rolehop/rolehop.wasm' {
  const address: string
  export default address
}
