/** A small HTTP server that only programs of this machine reach, and no page of any site. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

const HOST = '127.0.0.1'

/** What a request may take: bytes of its headers, and milliseconds until they are complete. */
const LIMITS = { headers: 8 * 1024, time: 1_000 } as const

/**
 * How many connections may be open whose request was not accepted (yet). Any program of this machine
 * can open connections; beyond this the oldest is closed, so that they cannot keep others out.
 */
const STRANGERS = 1_024

/** How many connections the system keeps until they are accepted; it may have a lower limit. */
const BACKLOG = 4_096

/** How often Node compares connections with its own limits, in milliseconds. */
const CHECKS = 1_000

/** A running server. */
export interface Loopback {
  /** Its URL, without a slash at the end. */
  readonly url: string
  /** Ends it, and every connection. */
  readonly close: () => Promise<void>
}

/** How a server treats the requests that are meant for its address. */
export interface Behaviour {
  /** The status with which a request is refused; `undefined` when it is accepted. */
  readonly refusal: (request: IncomingMessage) => number | undefined
  /** Answers a request that was accepted. It may take its time. */
  readonly answer: RequestListener
}

/**
 * Listens on 127.0.0.1. Answers GET alone, one request for each connection, and only requests that
 * are meant for this address: a name that resolves to it, as in an attack by DNS rebinding, is not.
 *
 * @param port 0 for any free one
 */
export async function listen(port: number, { refusal, answer }: Behaviour): Promise<Loopback> {
  let host = ''
  const strangers = new Strangers()
  const limits = {
    maxHeaderSize: LIMITS.headers,
    requestTimeout: LIMITS.time,
    headersTimeout: LIMITS.time,
    connectionsCheckingInterval: CHECKS,
    keepAlive: false,
  }
  const server = createServer(limits, (request, response) => {
    const status = isForThisServer(request, host) ?? refusal(request)
    setHeaders(response)
    if (status !== undefined) return refuse(response, status)
    strangers.accept(request.socket)
    answer(request, response)
  })
  server.on('connection', (socket) => strangers.add(socket))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen({ port, host: HOST, backlog: BACKLOG }, () => resolve())
  })
  host = `${HOST}:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
      strangers.close()
    })
  return { url: `http://${host}`, close }
}

/** Whether a page in a browser is behind a request: no program sends these. */
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

function refuse(response: ServerResponse, status: number): void {
  const body = JSON.stringify({ Code: 'Refused', Message: 'this endpoint is for one program' })
  const headers = { 'content-type': 'application/json', ...(status === 405 && { allow: 'GET' }) }
  response.writeHead(status, headers).end(body)
}

/**
 * Connections without an accepted request, the oldest first. Each has a deadline that counts from its
 * start, whatever it sends meanwhile: Node's own limits leave out what has sent nothing, and are only
 * looked at from time to time.
 */
class Strangers {
  readonly #deadlines = new Map<Socket, NodeJS.Timeout>()

  add(socket: Socket): void {
    // What has arrived while this process was busy is read before the connection is closed.
    const close = () => void setImmediate(() => this.#deadlines.has(socket) && this.#end(socket))
    this.#deadlines.set(socket, setTimeout(close, LIMITS.time))
    socket.once('close', () => this.accept(socket))
    const [oldest] = this.#deadlines.keys()
    if (this.#deadlines.size > STRANGERS && oldest) this.#end(oldest)
  }

  /** Removes the deadline of a connection that sent the token. */
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
