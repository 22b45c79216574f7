/** A web worker that runs the steps and posts the result. */
import { journey } from './journey.js'

self.addEventListener('message', async ({ data }) => {
  self.postMessage(await journey(data).catch((error) => ({ failed: String(error), help: error.help })))
})
