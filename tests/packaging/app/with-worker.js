/** A page whose worker runs the steps; bundlers recognise this way to create a worker. */
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })

globalThis.journey = (given) =>
  new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data), { once: true })
    worker.addEventListener('error', ({ message }) => reject(new Error(message ?? 'the worker did not start')))
    worker.postMessage(given)
  })
