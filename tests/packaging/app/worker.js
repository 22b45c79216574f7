/** A web worker: it does the journey and tells what came of it. */
import { journey } from './journey.js'

self.addEventListener('message', async ({ data }) => {
  self.postMessage(await journey(data).catch((error) => ({ failed: String(error), help: error.help })))
})
