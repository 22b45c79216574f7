/** The worker of `one-engine.js`. */
import { loadEngine } from 'rolehop'
import { journey } from './journey.js'

self.addEventListener('message', async ({ data: { engine, given } }) => {
  await loadEngine(engine)
  self.postMessage(await journey(given).catch((error) => ({ failed: String(error), help: error.help })))
})
