/** A service worker: it loads the engine as a file, and runs the steps for a page. */
import { loadEngine } from 'rolehop'
import { journey } from './journey.js'

const loaded = loadEngine(new URL('rolehop.wasm', self.location.href))

async function respond({ data, ports: [port] }) {
  await loaded
  port.postMessage(await journey(data).catch((error) => ({ failed: String(error), help: error.help })))
}

self.addEventListener('message', (event) => event.waitUntil(respond(event)))
