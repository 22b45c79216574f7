// @ts-check
/** The faults of a response, each as a script of its connection. */
import { errorXml } from '../../tools/sts/xml.mjs'
import { response } from './wire-server.mjs'

/** @typedef {import('./wire-server.mjs').Script} Script */

/** Sends bytes as the complete response. @param {Buffer} bytes @returns {Script} */
const sends = (bytes) => (socket) => void socket.end(bytes)

/** Sends bytes, then resets the connection. @param {(good: Buffer) => Buffer} part @returns {Script} */
const resetsAfter = (part) => (socket, good) => {
  const bytes = part(good)
  const reset = () => socket.resetAndDestroy()
  if (bytes.length > 0) socket.write(bytes, () => setImmediate(reset))
  else reset()
}

/** Sends a part, then nothing. @param {(good: Buffer) => Buffer} part @returns {Script} */
const stallsAfter = (part) => (socket, good) => {
  const bytes = part(good)
  if (bytes.length > 0) socket.write(bytes)
}

/** The headers of a response. @param {Buffer} good */
const headersOf = (good) => good.subarray(0, good.indexOf('\r\n\r\n') + 4)

/** The body of a response. @param {Buffer} good */
export const bodyOf = (good) => good.subarray(good.indexOf('\r\n\r\n') + 4)

/** A response with the first half of its body. @param {Buffer} good */
const half = (good) => good.subarray(0, good.length - Math.ceil(bodyOf(good).length / 2))

/** Sends one byte of the body at a time, for ever. @type {Script} */
const drips = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\ncontent-length: 50000\r\n\r\n')
  const timer = setInterval(() => socket.write(' '), 20)
  socket.on('close', () => clearInterval(timer))
}

const STATUSES = [
  '204 No Content',
  '400 Bad Request',
  '403 Forbidden',
  '404 Not Found',
  '408 Request Timeout',
  '418 Teapot',
  '429 Too Many Requests',
  '500 Internal Server Error',
  '502 Bad Gateway',
  '503 Service Unavailable',
  '504 Gateway Timeout',
]

const BODIES = /** @type {[string, string | Buffer][]} */ ([
  ['nothing', ''],
  ['a sign-in page', '<!DOCTYPE html><html><body>Sign in to this network</body></html>'],
  ['`null`', 'null'],
  ['an empty object', '{}'],
  ['an empty list', '[]'],
  ['an unclosed object', '{"a":'],
  ['an XML document type', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'],
  ['an unclosed element', '<AssumeRoleResponse><'],
  ['invalid UTF-8', Buffer.from([0xff, 0xfe, 0x3c, 0x00])],
  ['NUL', Buffer.alloc(64)],
  ['deep JSON', '['.repeat(20_000)],
  ['deep XML', '<a>'.repeat(20_000)],
  ['70 kB', 'x'.repeat(70_000)],
  ['an escape sequence', '\u001b]0;title\u0007\u009b31m\u202e'],
])

const CONNECTIONS = /** @type {Record<string, Script>} */ ({
  'a reset before the response': resetsAfter(() => Buffer.alloc(0)),
  'a reset in the headers': resetsAfter((good) => good.subarray(0, 12)),
  'a reset after the headers': resetsAfter(headersOf),
  'a reset in the body': resetsAfter(half),
  'a close before the response': (socket) => void socket.end(),
  'a close in the body': (socket, good) => void socket.end(half(good)),
  'no HTTP': sends(Buffer.from('SSH-2.0-OpenSSH\r\n\r\n')),
  'an invalid status': sends(Buffer.from('HTTP/1.1 abc\r\n\r\n')),
  'two lengths': sends(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab')),
  'invalid chunks': sends(Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nab')),
  'chunks that end early': sends(Buffer.from('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab')),
  '100 kB of headers': sends(Buffer.from(`HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(16_000)}\r\n`)),
  'an invalid gzip': sends(response('not compressed', '200 OK', 'content-encoding: gzip\r\n')),
})

/** Faults that last until a time limit. @type {Record<string, Script>} */
export const STALLS = {
  'no response': () => {},
  'headers that stop': stallsAfter((good) => good.subarray(0, 12)),
  'a body that never starts': stallsAfter(headersOf),
  'a body that stops': stallsAfter(half),
  'a body that drips': drips,
}

/** An error response of STS. @param {string} code @param {string} message @param {string} [headers] */
const refused = (code, message, headers) =>
  sends(
    response(
      errorXml({ type: 'Sender', code, message }, 'request'),
      code === 'Throttling' ? '400 Bad Request' : '403 Forbidden',
      headers,
    ),
  )

/** An OAuth error. @param {string} error */
const denied = (error) =>
  sends(response(JSON.stringify({ error, error_description: 'No \u001b[2J\u202e' }), '400 Bad Request'))

/** A header with the time of a service whose clock is an hour ahead. */
const AHEAD = `date: ${new Date(Date.now() + 3_600_000).toUTCString()}\r\n`

/** Errors of the services. @type {Record<string, Script>} */
const REFUSALS = {
  'STS: AccessDenied': refused('AccessDenied', 'User is not authorized'),
  'STS: AccessDenied about MFA': refused('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA code'),
  'STS: ExpiredToken': refused('ExpiredToken', 'The security token included in the request is expired'),
  'STS: InvalidClientTokenId': refused('InvalidClientTokenId', 'The security token is invalid'),
  'STS: Throttling': refused('Throttling', 'Rate exceeded'),
  'STS: RegionDisabledException': refused('RegionDisabledException', 'STS is not activated in this region'),
  'STS: IDPCommunicationError': refused('IDPCommunicationError', 'Try again'),
  'STS: a clock that is behind': refused('SignatureDoesNotMatch', 'Signature expired: 1 is now earlier than 2', AHEAD),
  'STS: a message with invisible characters': refused('ValidationError', 'a\u009b31m\u202e\u2028b'),
  'OAuth: invalid_grant': denied('invalid_grant'),
  'OAuth: slow_down': denied('slow_down'),
}

/** The good response with another body. @param {(body: string) => string} change @returns {Script} */
const changed = (change) => (socket, good) => void socket.end(response(change(bodyOf(good).toString())))

/** Responses whose values are wrong. @type {Record<string, Script>} */
const VALUES = {
  'an expiration in the past': changed((body) =>
    body
      .replace(/\d{4}-\d\d-\d\dT[\d:]+Z/, '2020-01-01T00:00:00Z')
      .replace(/"expiration":\d+/, '"expiration":1577836800000'),
  ),
  'no expiration': changed((body) => body.replace(/<Expiration>.*?<.Expiration>|,"[eE]xpir\w+":("[^"]*"|\d+)/, '')),
  'an empty key': changed((body) => body.replace(/CANARY-(key|access)-[\w-]+/, '')),
  'a key with a line break': changed((body) =>
    body.replace(/(CANARY-(?:key|access|imds))-/, (_, start) => `${start}${body.startsWith('{') ? '\\n' : '&#10;'}-`),
  ),
  'no session token': changed((body) => body.replace(/CANARY-token-[\w-]+/, '')),
  'the session of another role': changed((body) => body.replace('assumed-role/', 'assumed-role/Other')),
  'an unknown field': changed((body) =>
    body.replace('{', '{"Other":1,').replace('<Credentials>', '<Credentials><Other/>'),
  ),
}

/** Redirects to another server. @param {string} trap its URL */
export const redirects = (trap) =>
  [301, 302, 303, 307, 308].map((status) => [
    `a redirect with status ${status}`,
    sends(response('', `${status} Moved`, `location: ${trap}/\r\n`)),
  ])

/** Every other fault that a table names. @type {Record<string, Script>} */
export const FAULTS = {
  ...Object.fromEntries(STATUSES.map((status) => [`status ${status.slice(0, 3)}`, sends(response('', status))])),
  ...Object.fromEntries(BODIES.map(([shows, body]) => [`a body of ${shows}`, sends(response(body))])),
  ...CONNECTIONS,
  ...REFUSALS,
  ...VALUES,
}

/** The body without its end, as if it were complete. @param {number} length @returns {Script} */
export const truncated = (length) => (socket, good) => void socket.end(response(bodyOf(good).subarray(0, length)))
