/** The build copies the engine and gives its address, relative to the script. */
declare module 'rolehop/rolehop.wasm' {
  const address: string
  export default address
}
