/** A page that loads the engine as a separate file, which the browser compiles while it downloads. */
import { loadEngine } from 'rolehop'
import { journey } from './journey.js'

globalThis.journey = async (given) => {
  await loadEngine(new URL('rolehop/rolehop.wasm', document.baseURI))
  return journey(given)
}
