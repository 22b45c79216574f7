#!/usr/bin/env node
// @ts-check
/**
 * A relay for services without CORS:
 * `node relay.mjs --origin URL [--host ADDRESS] [--port N] [--prefix PATH] [--identity-center]`.
 *
 * A page requests `/<STS host>/`, or `/<sign-in host>/federation` of the AWS console; the relay sends the
 * same headers and body to that host, so that the signature stays valid, and returns the response. With
 * `--identity-center`, it also serves the sign-in to IAM Identity Center and the credentials of its roles. It
 * calls no other URL, stores nothing, logs nothing and follows no redirect. `GET /health` answers `ok`. Its operator can see all
 * requests and responses, including session credentials: run it where the console runs, behind the same
 * login, with TLS in front.
 */
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** The hosts of STS: global, regional, dual-stack, FIPS, in every public partition. */
const STS_HOST = /^sts(-fips)?(\.[a-z0-9-]{1,40})?\.(amazonaws\.com(\.cn)?|api\.aws|amazonaws\.eu)$/

/** The hosts of the AWS console's sign-in, one per partition. */
const SIGN_IN_HOSTS = [
  'signin.aws.amazon.com',
  'signin.amazonaws.cn',
  'signin.amazonaws-us-gov.com',
  'signin.amazonaws-eusc.eu',
]

/** The operations of IAM Identity Center: the sign-in with a device code, and the credentials of a role. */
const IDENTITY_CENTER = [
  {
    method: 'POST',
    url: /^oidc\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?\/(client\/register|device_authorization|token)$/,
  },
  {
    method: 'GET',
    url: /^portal\.sso\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?\/federation\/credentials\?[\w.~%+=&@,-]{1,400}$/,
  },
]

/** The forwarded request headers. */
const HEADERS = ['authorization', 'content-type', 'x-amz-date', 'x-amz-security-token', 'x-amz-sso_bearer_token']

/** The maximum bytes of a body, in both directions: an AssumeRole call is far smaller. */
const MOST = 64 * 1024

/** The maximum number of requests at the same time; further ones are refused with status 503. */
const MOST_AT_ONCE = 64

/** The path under which a proxy may serve the relay. */
const PREFIX = '/relay'

/** The timeout of a request, from its first byte to the last of its response, in milliseconds. */
const TIMEOUT_MS = 30_000

/**
 * @typedef {object} RelayOptions
 * @property {string} origin the only origin that may call, such as `https://console.example.com`
 * @property {readonly string[]} [own] further URLs that may be called; the page
 *   requests them by host and path
 * @property {string} [prefix] the path under which a proxy serves the relay; requests without it work too
 * @property {boolean} [identityCenter] whether users may sign in to IAM Identity Center
 * @property {number} [mostAtOnce] the maximum number of requests at the same time
 * @property {typeof fetch} [send] replaces `fetch`, for tests
 * @property {number} [timeoutMs] the timeout of a request, including both bodies
 */

/**
 * The relay as a function for `node:http`.
 * @param {RelayOptions} options
 */
export function relay(options) {
  const { origin, prefix = PREFIX, send = fetch, timeoutMs = TIMEOUT_MS, mostAtOnce = MOST_AT_ONCE } = options
  let running = 0
  const cors = {
    'access-control-allow-origin': origin,
    'access-control-allow-headers': HEADERS.join(', '),
    'access-control-allow-methods': 'GET, POST',
    vary: 'origin',
  }
  return async (
    /** @type {import('node:http').IncomingMessage} */ request,
    /** @type {import('node:http').ServerResponse} */ response,
  ) => {
    const refuse = (/** @type {number} */ status) => {
      response.writeHead(status, cors).end()
    }
    const path = request.url?.startsWith(`${prefix}/`) ? request.url.slice(prefix.length) : (request.url ?? '')
    if (path === '/health' && request.method === 'GET') return void response.writeHead(200).end('ok')
    const to = destination(path, options)
    // A page sends no origin with a GET to its own origin.
    const from = request.headers.origin ?? (request.headers['sec-fetch-site'] === 'same-origin' ? origin : undefined)
    if (from !== origin || to === undefined) return refuse(403)
    if (request.method === 'OPTIONS') return refuse(204)
    if (request.method !== to.method) return refuse(405)
    if (running >= mostAtOnce) return refuse(503)
    running += 1
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), timeoutMs)
    // The response is no longer needed.
    response.once('close', () => deadline.abort())
    const { signal } = deadline
    try {
      const pieces = request[Symbol.asyncIterator]()
      const body = await bounded(() => pieces.next(), signal, 413)
      const headers = HEADERS.flatMap((name) => {
        const value = request.headers[name]
        return typeof value === 'string' ? [[name, value]] : []
      })
      const init = /** @type {const} */ ({
        method: to.method,
        headers: Object.fromEntries(headers),
        ...(to.method === 'POST' && { body }),
        redirect: 'error',
      })
      const answer = await inTime(send(to.url, { ...init, signal }), signal)
      const type = answer.headers.get('content-type') ?? 'text/xml'
      const text = await bodyOf(answer, signal)
      response.writeHead(answer.status, { ...cors, 'content-type': type, 'cache-control': 'no-store' })
      response.end(text)
    } catch (error) {
      // The unread rest of a body must not be parsed as the next request.
      response.shouldKeepAlive = request.complete
      refuse(statusOf(error, signal))
    } finally {
      clearTimeout(timer)
      running -= 1
    }
  }
}

/**
 * The method and the URL of a path, if the relay may call it.
 * @param {string} path
 * @param {RelayOptions} options
 * @returns {{ method: string, url: string } | undefined}
 */
function destination(path, { own = [], identityCenter = false }) {
  const [, host = '', rest = ''] = /^\/([^/]+)(\/.*)$/.exec(path) ?? []
  const isSts = rest === '/' && STS_HOST.test(host)
  const isSignIn = rest === '/federation' && SIGN_IN_HOSTS.includes(host)
  if (isSts || isSignIn) return { method: 'POST', url: `https://${host}${rest}` }
  const operation = identityCenter && IDENTITY_CENTER.find(({ url }) => url.test(`${host}${rest}`))
  if (operation) return { method: operation.method, url: `https://${host}${rest}` }
  const url = own.find((each) => each.replace(/^https?:\/\//, '/') === path)
  return url === undefined ? undefined : { method: 'POST', url }
}

/**
 * The status of an error for the page.
 * @param {unknown} error
 * @param {AbortSignal} signal
 */
function statusOf(error, signal) {
  if (error instanceof TooLong) return error.status
  return signal.aborted ? 504 : 502
}

/** A body over the size limit. */
class TooLong extends Error {
  /** @param {number} status of the response to the page */
  constructor(status) {
    super()
    this.status = status
  }
}

/**
 * Reads a whole body.
 * @param {() => Promise<{ done?: boolean, value?: any }>} next
 * @param {AbortSignal} signal
 * @param {number} status of the response if it is too long
 */
async function bounded(next, signal, status) {
  const pieces = []
  let size = 0
  for (;;) {
    const { done, value } = await inTime(next(), signal)
    if (done) return Buffer.concat(pieces)
    size += value.length
    if (size > MOST) throw new TooLong(status)
    pieces.push(value)
  }
}

/**
 * Reads a whole response. An incomplete one is canceled, without waiting, since that may hang as well.
 * @param {Response} answer
 * @param {AbortSignal} signal
 */
async function bodyOf({ body }, signal) {
  if (!body) return Buffer.alloc(0)
  const reader = body.getReader()
  try {
    return await bounded(() => reader.read(), signal, 502)
  } finally {
    reader.cancel().catch(() => {})
  }
}

/**
 * Rejects when the signal aborts: Node's `fetch` may lose its signal when garbage is collected.
 * @template T
 * @param {T | PromiseLike<T>} work
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
async function inTime(work, signal) {
  let onAbort = () => {}
  const aborted = new Promise((_, reject) => {
    onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort)
  })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function main() {
  const text = (/** @type {string} */ value) => /** @type {const} */ ({ type: 'string', default: value })
  const { values } = parseArgs({
    options: {
      origin: { type: 'string' },
      host: text('127.0.0.1'),
      port: text('8790'),
      prefix: text(PREFIX),
      'identity-center': { type: 'boolean', default: false },
    },
  })
  const { origin, host, port, prefix, 'identity-center': identityCenter } = values
  if (origin === undefined) {
    console.error('usage: node relay.mjs --origin URL [--host ADDRESS] [--port N] [--prefix PATH] [--identity-center]')
    process.exit(2)
  }
  const server = createServer({ requestTimeout: TIMEOUT_MS }, relay({ origin, prefix, identityCenter }))
  server.listen(Number(port), host, () => {
    const address = /** @type {import('node:net').AddressInfo} */ (server.address())
    console.log(`the relay listens on http://${host}:${address.port} for pages of ${origin}; also under ${prefix}`)
  })
  process.once('SIGTERM', () => server.close())
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()
