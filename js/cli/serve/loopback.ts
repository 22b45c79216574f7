/** An HTTP server on the loopback address, with limits against other local programs and web pages. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

const HOST = '127.0.0.1'

/** Limits of a request: bytes of its headers, and milliseconds until they are complete. */
const LIMITS = { headers: 8 * 1024, time: 1_000 } as const

/**
 * The maximum number of open connections without an accepted request. Any local program can open
 * connections; beyond the limit the oldest is closed, so that they cannot block legitimate clients.
 */
const MAX_UNACCEPTED = 1_024

/** The length of the listen queue; the system may have a lower limit. */
const BACKLOG = 4_096

/** How often Node checks connections against its own limits, in milliseconds. */
const CHECK_INTERVAL = 1_000

/** A running server. */
export interface Loopback {
  /** Its URL, without a trailing slash. */
  readonly url: string
  /** Closes the server and every connection. */
  readonly close: () => Promise<void>
}

/** Handles the requests whose `Host` is the server's address. */
export interface Handlers {
  /** Returns the status of a rejected request; `undefined` to accept it. */
  readonly reject: (request: IncomingMessage) => number | undefined
  /** Responds to an accepted request. Has no time limit. */
  readonly respond: RequestListener
}

/**
 * Listens on 127.0.0.1. Accepts only GET, one request per connection, and rejects a `Host` other than this
 * address, which prevents DNS rebinding.
 *
 * @param port the port to listen on; 0 for any free port
 */
export async function listen(port: number, { reject, respond }: Handlers): Promise<Loopback> {
  let host = ''
  const unaccepted = new UnacceptedConnections()
  const limits = {
    maxHeaderSize: LIMITS.headers,
    requestTimeout: LIMITS.time,
    headersTimeout: LIMITS.time,
    connectionsCheckingInterval: CHECK_INTERVAL,
    keepAlive: false,
  }
  const server = createServer(limits, (request, response) => {
    const status = isForThisServer(request, host) ?? reject(request)
    setHeaders(response)
    if (status !== undefined) return sendError(response, status)
    unaccepted.accept(request.socket)
    respond(request, response)
  })
  server.on('connection', (socket) => unaccepted.add(socket))
  await new Promise<void>((resolve, fail) => {
    server.once('error', fail).listen({ port, host: HOST, backlog: BACKLOG }, () => resolve())
  })
  host = `${HOST}:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
      unaccepted.close()
    })
  return { url: `http://${host}`, close }
}

/** Whether a request comes from a web page: only browsers send these headers. */
export function isFromPage({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || Object.keys(headers).some((name) => name.startsWith('sec-fetch-'))
}

function isForThisServer({ method, headers }: IncomingMessage, host: string): number | undefined {
  if (method !== 'GET') return 405
  return headers.host === host ? undefined : 421
}

function setHeaders(response: ServerResponse): void {
  response.setHeader('cache-control', 'no-store')
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('connection', 'close')
}

function sendError(response: ServerResponse, status: number): void {
  const body = JSON.stringify({ Code: 'Refused', Message: 'this endpoint only serves the program it was started for' })
  const headers = { 'content-type': 'application/json', ...(status === 405 && { allow: 'GET' }) }
  response.writeHead(status, headers).end(body)
}

/**
 * The connections without an accepted request, oldest first. Each has a deadline from when it was opened.
 * Node's own limits do not cover connections that send nothing, and Node checks them only periodically.
 */
class UnacceptedConnections {
  readonly #deadlines = new Map<Socket, NodeJS.Timeout>()

  add(socket: Socket): void {
    // Lets Node first read a request that arrived while this process was busy.
    const close = () => void setImmediate(() => this.#deadlines.has(socket) && this.#end(socket))
    this.#deadlines.set(socket, setTimeout(close, LIMITS.time))
    socket.once('close', () => this.accept(socket))
    const [oldest] = this.#deadlines.keys()
    if (this.#deadlines.size > MAX_UNACCEPTED && oldest) this.#end(oldest)
  }

  /** Removes a connection from the list, and its deadline. */
  accept(socket: Socket): void {
    clearTimeout(this.#deadlines.get(socket))
    this.#deadlines.delete(socket)
  }

  close(): void {
    for (const socket of [...this.#deadlines.keys()]) this.#end(socket)
  }

  #end(socket: Socket): void {
    this.accept(socket)
    socket.destroy()
  }
}
