// @ts-check
/** Redirects requests for AWS to the STS of a test. */
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'

/**
 * A `fetch` that sends requests for AWS to another URL. The `host` header, which is signed, stays AWS's.
 * @param {string} target
 * @returns {typeof fetch}
 */
export function fetchVia(target) {
  return async (url, init) => {
    const { host } = new URL(String(url))
    const headers = { .../** @type {Record<string, string>} */ (init?.headers), host }
    const request = httpRequest(target, { method: 'POST', headers })
    request.end(init?.body)
    const [answer] = await once(request, 'response')
    return new Response(Buffer.concat(await answer.toArray()), { status: answer.statusCode })
  }
}
