/** A server on 127.0.0.1 for the redirect at the end of a sign-in. */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HostFailure } from '../../generated/types.ts'
import { systemCode } from '../../model/errors.ts'
import type { LoopbackServer } from '../runtime.ts'

/** How long a client may take to send a request, in milliseconds: browsers open connections that they do not use. */
const PATIENCE = 10_000

/** How many requests can wait; the ones after them are refused. */
const MOST_WAITING = 16

/** How many connections can be open. */
const MOST_CONNECTIONS = 64

/** The headers of a page: it is neither stored nor shown in another page, and it loads nothing. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const

/** A request that waits for its answer. */
interface Waiting {
  readonly target: string
  readonly response: ServerResponse
}

/**
 * Starts the server on a free port.
 *
 * @throws HostFailure `failed` if there is none
 */
export function listen(): Promise<LoopbackServer> {
  const requests = new Requests()
  const limits = { headersTimeout: PATIENCE, requestTimeout: PATIENCE, connectionsCheckingInterval: 1_000 }
  const server = createServer(limits, ({ method, url }, response) => {
    if (method === 'GET') requests.add({ target: url ?? '', response })
    else response.writeHead(405, { ...HEADERS, allow: 'GET' }).end()
  })
  server.maxConnections = MOST_CONNECTIONS
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject({ hostError: 'failed', reason: systemCode(error), sent: false } satisfies HostFailure),
    )
    server.listen(0, '127.0.0.1', () => resolve(serving(server, requests)))
  })
}

function serving(server: Server, requests: Requests): LoopbackServer {
  const { port } = server.address() as AddressInfo
  let answered: ServerResponse | undefined
  return {
    port,
    receive: async (timeoutMs) => {
      const { target, response } = await requests.next(timeoutMs)
      answered = response
      return target
    },
    respond: (status, page) =>
      new Promise((resolve) => {
        // Also when the browser has closed the connection.
        answered?.once('close', resolve)
        answered?.writeHead(status, HEADERS).end(page)
        if (!answered || answered.destroyed) resolve()
      }),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The requests in order. */
class Requests {
  readonly #waiting: Waiting[] = []
  #taker: ((request: Waiting) => void) | undefined

  add(request: Waiting): void {
    const taker = this.#taker
    this.#taker = undefined
    if (taker) taker(request)
    else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(request)
    else request.response.writeHead(503, HEADERS).end()
  }

  /** Waits for the next request. @throws HostFailure `timed-out` */
  async next(timeoutMs: number): Promise<Waiting> {
    const first = this.#waiting.shift()
    if (first) return first
    let timer: ReturnType<typeof setTimeout> | undefined
    try {
      return await new Promise((resolve, reject) => {
        this.#taker = resolve
        timer = setTimeout(() => reject({ hostError: 'timed-out', sent: false } satisfies HostFailure), timeoutMs)
        // The server keeps the process alive as long as it waits.
        timer.unref()
      })
    } finally {
      clearTimeout(timer)
      this.#taker = undefined
    }
  }
}
