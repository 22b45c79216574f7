/** A small HTTP server that only programs of this machine reach, and no page of any site. */
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

const HOST = '127.0.0.1'

/** Milliseconds and bytes that a request may take. */
const LIMITS = { time: 5_000, headers: 8 * 1024, connections: 64 } as const

/** A running server. */
export interface Loopback {
  /** Its URL, without a slash at the end. */
  readonly url: string
  /** Ends it, and every connection. */
  readonly close: () => Promise<void>
}

/**
 * Listens on 127.0.0.1. Answers GET alone, one request for each connection, and only requests that
 * are meant for this address: a name that resolves to it, as in an attack by DNS rebinding, is not.
 *
 * @param port 0 for any free one
 */
export async function listen(port: number, answer: RequestListener): Promise<Loopback> {
  let host = ''
  const server = createServer(
    { maxHeaderSize: LIMITS.headers, requestTimeout: LIMITS.time, headersTimeout: LIMITS.time, keepAlive: false },
    (request, response) => {
      response.setHeader('cache-control', 'no-store')
      response.setHeader('x-content-type-options', 'nosniff')
      response.setHeader('connection', 'close')
      if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end()
      if (request.headers.host !== host) return void response.writeHead(421).end()
      answer(request, response)
    },
  )
  server.maxConnections = LIMITS.connections
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, HOST, () => resolve()))
  host = `${HOST}:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://${host}`, close }
}

/** Whether a page in a browser is behind a request: no program sends these. */
export function isFromPage({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || Object.keys(headers).some((name) => name.startsWith('sec-fetch-'))
}
