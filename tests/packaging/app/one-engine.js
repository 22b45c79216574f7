/** A page and its worker that share one engine: the page compiles it, and sends it to the worker. */
import { loadEngine, SharedConfig } from 'rolehop'

/** @param {string | URL} url of `rolehop.wasm`, as the bundler names it */
export function withOneEngine(url) {
  const worker = new Worker(new URL('./one-engine-worker.js', import.meta.url), { type: 'module' })
  globalThis.journey = async (given) => {
    const engine = await WebAssembly.compileStreaming(fetch(url))
    await loadEngine(engine)
    const { config, credentials } = given
    if (!SharedConfig.parse({ config, credentials }).profiles.includes(given.profile))
      throw new Error('the page has no engine')
    return new Promise((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data), { once: true })
      worker.addEventListener('error', ({ message }) => reject(new Error(message ?? 'the worker did not start')))
      worker.postMessage({ engine, given })
    })
  }
}
