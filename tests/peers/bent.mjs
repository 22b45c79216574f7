// @ts-check
/** A way to an STS of a test that rolehop takes for AWS's own. */
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'

/**
 * A `fetch` that sends what is meant for AWS to another place; the host, which is signed, stays AWS's.
 * @param {string} place
 * @returns {typeof fetch}
 */
export function bentTo(place) {
  return async (url, init) => {
    const { host } = new URL(String(url))
    const headers = { .../** @type {Record<string, string>} */ (init?.headers), host }
    const request = httpRequest(place, { method: 'POST', headers })
    request.end(init?.body)
    const [answer] = await once(request, 'response')
    return new Response(Buffer.concat(await answer.toArray()), { status: answer.statusCode })
  }
}
