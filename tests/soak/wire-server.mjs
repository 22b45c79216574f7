// @ts-check
/** A server on loopback whose connections follow a script, byte by byte. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/**
 * @typedef {object} Request
 * @property {string} method
 * @property {string} path without the origin that a request to a proxy has
 * @property {string} body
 *
 * @typedef {import('node:net').Socket} Socket
 *
 * Acts on a connection after a request, given the complete good response.
 * @typedef {(socket: Socket, good: Buffer) => void} Script
 */

/** The first byte of a TLS handshake. */
const TLS_HANDSHAKE = 0x16

/** The end of the headers. */
const BLANK = '\r\n\r\n'

/** A request, if it is complete. @param {Buffer} bytes @returns {Request | undefined} */
function parse(bytes) {
  const end = bytes.indexOf(BLANK)
  if (end < 0) return undefined
  const head = bytes.subarray(0, end).toString('latin1')
  const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
  if (bytes.length < end + BLANK.length + length) return undefined
  const [method = '', target = ''] = head.split(' ')
  const body = bytes.subarray(end + BLANK.length, end + BLANK.length + length).toString()
  return { method, path: target.replace(/^https?:\/\/[^/]+/, ''), body }
}

/** A complete response. @param {string | Buffer} body */
export function response(body, status = '200 OK', headers = '') {
  const bytes = Buffer.from(body)
  const head = `HTTP/1.1 ${status}\r\ncontent-length: ${bytes.length}\r\nconnection: close\r\n${headers}\r\n`
  return Buffer.concat([Buffer.from(head), bytes])
}

/**
 * Starts a server.
 * @param {import('./scope.mjs').Scope} scope
 * @param {(request: Request) => { good: Buffer, script?: Script | undefined }} answer
 * @param {import('node:tls').TlsOptions} [tls] encrypts
 */
export async function startServer(scope, answer, tls) {
  const sockets = new Set()
  const serve = (/** @type {Socket} */ socket) => {
    sockets.add(socket)
    let bytes = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more])
      // A client that starts a TLS handshake gets the error of a server for plain HTTP.
      if (bytes[0] === TLS_HANDSHAKE) return void socket.end(response('', '400 Bad Request'))
      const request = parse(bytes)
      if (!request) return
      bytes = Buffer.alloc(0)
      socket.removeAllListeners('data')
      const { good, script } = answer(request)
      if (script) script(socket, good)
      else socket.end(good)
    })
  }
  const server = tls ? createTlsServer(tls, serve) : createServer(serve)
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  scope.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: /** @type {import('node:net').AddressInfo} */ (server.address()).port }
}
