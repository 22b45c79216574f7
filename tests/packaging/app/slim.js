/** A page that loads the engine as a file of its own, which the browser compiles while it comes. */
import { loadEngine } from 'rolehop'
import { journey } from './journey.js'

globalThis.journey = async (given) => {
  await loadEngine(new URL('rolehop/rolehop.wasm', document.baseURI))
  return journey(given)
}
