#!/usr/bin/env node
// @ts-check
/**
 * A relay for what does not let pages call it: `node relay.mjs --origin URL [--port N]`.
 *
 * A page asks for `/<STS host>/`, or for `/<sign-in host>/federation` of the AWS console; the relay
 * sends the same headers and body to that host, so that the signature holds, and gives the answer
 * back. It calls these and nothing else, keeps nothing, logs nothing and follows no redirect. Whoever
 * runs it sees what it passes on, session credentials among it: run it where the console runs, behind
 * the same sign-in, with TLS in front.
 */
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** The hosts of STS: global, regional, dual-stack, FIPS, in every public partition. */
const STS_HOST = /^sts(-fips)?(\.[a-z0-9-]{1,40})?\.(amazonaws\.com(\.cn)?|api\.aws|amazonaws\.eu)$/

/** The hosts of the AWS console's sign-in, one a partition. */
const SIGN_IN_HOSTS = [
  'signin.aws.amazon.com',
  'signin.amazonaws.cn',
  'signin.amazonaws-us-gov.com',
  'signin.amazonaws-eusc.eu',
]

/** What they read of a request. */
const HEADERS = ['authorization', 'content-type', 'x-amz-date', 'x-amz-security-token']

/** Bytes: what an AssumeRole call can hold is far less. */
const MOST = 64 * 1024

/**
 * @typedef {object} RelayOptions
 * @property {string} origin the one origin that may call, such as `https://console.example.com`
 * @property {readonly string[]} [own] URLs of services of your own that may be called too; the page
 *   asks for them by host and path
 * @property {typeof fetch} [send] stands in for `fetch`, for tests
 */

/**
 * The relay as a function for `node:http`.
 * @param {RelayOptions} options
 */
export function relay({ origin, own = [], send = fetch }) {
  const cors = {
    'access-control-allow-origin': origin,
    'access-control-allow-headers': HEADERS.join(', '),
    'access-control-allow-methods': 'POST',
    vary: 'origin',
  }
  return async (
    /** @type {import('node:http').IncomingMessage} */ request,
    /** @type {import('node:http').ServerResponse} */ response,
  ) => {
    const refuse = (/** @type {number} */ status) => {
      response.writeHead(status, cors).end()
    }
    const to = destination(request.url ?? '', own)
    if (request.headers.origin !== origin || to === undefined) return refuse(403)
    if (request.method === 'OPTIONS') return refuse(204)
    if (request.method !== 'POST') return refuse(405)
    try {
      const body = await bounded(request)
      const headers = HEADERS.flatMap((name) => {
        const value = request.headers[name]
        return typeof value === 'string' ? [[name, value]] : []
      })
      const answer = await send(to, {
        method: 'POST',
        headers: Object.fromEntries(headers),
        body,
        redirect: 'error',
      })
      const type = answer.headers.get('content-type') ?? 'text/xml'
      response.writeHead(answer.status, { ...cors, 'content-type': type, 'cache-control': 'no-store' })
      response.end(Buffer.from(await answer.arrayBuffer()))
    } catch (error) {
      refuse(error instanceof RangeError ? 413 : 502)
    }
  }
}

/**
 * Where a path leads, if the relay may call there.
 * @param {string} path
 * @param {readonly string[]} own
 */
function destination(path, own) {
  const [, host = '', rest = ''] = /^\/([^/]+)(\/.*)$/.exec(path) ?? []
  const isSts = rest === '/' && STS_HOST.test(host)
  const isSignIn = rest === '/federation' && SIGN_IN_HOSTS.includes(host)
  return isSts || isSignIn ? `https://${host}${rest}` : own.find((url) => url.replace(/^https?:\/\//, '/') === path)
}

/** @param {import('node:http').IncomingMessage} request */
async function bounded(request) {
  const pieces = []
  let size = 0
  for await (const piece of request) {
    size += piece.length
    if (size > MOST) throw new RangeError('the body is too long')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { origin: { type: 'string' }, port: { type: 'string', default: '8790' } } })
  if (values.origin === undefined) {
    console.error('usage: node relay.mjs --origin URL [--port N]')
    process.exit(2)
  }
  createServer(relay({ origin: values.origin })).listen(Number(values.port), '127.0.0.1')
}
