// @ts-check
/** All places of a page that can contain a secret. */

/** All parts of a page that other scripts, extensions and the next user can read. Runs in the page. */
export async function everywhere() {
  const markup = (/** @type {Element | ShadowRoot} */ root) => {
    let text = root.innerHTML
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) text += markup(element.shadowRoot)
      if (element instanceof HTMLInputElement) text += element.value
    }
    return text
  }
  const own = Object.getOwnPropertyNames(globalThis).map((name) => {
    try {
      return `${name}=${JSON.stringify(/** @type {any} */ (globalThis)[name])}`
    } catch {
      return name
    }
  })
  return {
    elements: markup(document.documentElement),
    address: location.href,
    history: JSON.stringify(history.state),
    cookies: document.cookie,
    storage: JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage }),
    databases: JSON.stringify(await indexedDB.databases()),
    caches: JSON.stringify(await caches.keys()),
    fetched: JSON.stringify(performance.getEntries()),
    globals: own.join('\n'),
  }
}
