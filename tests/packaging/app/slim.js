/** A page that loads the engine as a file of its own, which the browser compiles while it comes. */
import { useEngine } from 'rolehop'
import { journey } from './journey.js'

globalThis.journey = async (given) => {
  useEngine(await WebAssembly.compileStreaming(fetch('rolehop/rolehop.wasm')))
  return journey(given)
}
