/** A page whose service worker runs the steps. */
const ready = navigator.serviceWorker
  .register('service-worker.js', { type: 'module' })
  .then(() => navigator.serviceWorker.ready)

globalThis.journey = async (given) => {
  const { active } = await ready
  const { port1, port2 } = new MessageChannel()
  const result = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data)
  })
  active.postMessage(given, [port2])
  return result
}
