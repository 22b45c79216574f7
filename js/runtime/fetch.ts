/** Sends requests with `fetch`, limited in time and size. */

import type { HostFailure, Route, SignedRequest } from '../generated/types.ts'
import { systemCode } from '../model/errors.ts'
import { hostFailureOf } from '../model/host-failure.ts'
import { omitUndefined } from '../util/objects.ts'

/** The maximum size of a response, in bytes. Responses of STS have about 2,000. */
export const MAX_RESPONSE = 64 * 1024

/**
 * The time limits of a request, in milliseconds: until the response begins, between two parts of it, and
 * in total.
 */
export const LIMITS = { response: 15_000, idle: 10_000, total: 30_000 } as const

/** A response. */
export interface HttpResponse {
  readonly status: number
  /** The `date` header, which shows a wrong clock. */
  readonly date?: string
  /** The `location` header of a redirect, if the route permits redirects. */
  readonly location?: string
  readonly body: Uint8Array
}

/**
 * Sends a request and returns the complete response. Rejects with a {@link HostFailure}. Uses `route` if
 * the runtime supports it; `fetch` does not.
 */
export type Send = (request: SignedRequest, signal: AbortSignal | undefined, route: Route) => Promise<HttpResponse>

/** The options of `fetch` that keep a request private. */
const DEFAULT_FETCH_INIT: RequestInit = {
  // A redirect would send the session token and the MFA code to any host that it names.
  redirect: 'error',
  credentials: 'omit',
  cache: 'no-store',
  referrerPolicy: 'no-referrer',
}

/** The methods of requests without a body. */
const BODYLESS = ['GET', 'HEAD']

/** Sends requests with a `fetch` function; `fetchInit` has its options besides the request. */
export function sendWithFetch(fetch: typeof globalThis.fetch, fetchInit: RequestInit = DEFAULT_FETCH_INIT): Send {
  return async (request, signal, route) => {
    const clock = new RequestTimeout(signal, request.timeoutMs)
    try {
      const { host: _host, ...headers } = request.headers
      const pending = fetch(request.url, {
        method: request.method,
        headers: headers as Record<string, string>,
        ...(!BODYLESS.includes(request.method) && { body: request.body }),
        signal: clock.signal,
        ...fetchInit,
        ...(route.returnsRedirect && { redirect: 'manual' }),
      })
      const response = await clock.within(pending, discard)
      clock.resetIdle()
      // Browsers hide the status and the location.
      if (response.type === 'opaqueredirect') throw { hostError: 'unsupported' } satisfies HostFailure
      const date = response.headers.get('date') ?? undefined
      const location = response.headers.get('location') ?? undefined
      const body = await readBody(response, clock)
      return omitUndefined({ status: response.status, date, location, body })
    } catch (error) {
      throw clock.failure(error)
    } finally {
      clock.stop()
    }
  }
}

/**
 * Reads a response. The signal alone does not end a read: Node's `fetch` loses it when V8 collects garbage
 * while the process is idle.
 */
async function readBody(response: Response, clock: RequestTimeout): Promise<Uint8Array> {
  if (!response.body) return bounded(new Uint8Array(await clock.within(response.arrayBuffer())))
  const reader = response.body.getReader()
  const collected = new Collector()
  try {
    for (;;) {
      const { done, value } = await clock.within(reader.read())
      if (done) return collected.bytes()
      clock.resetIdle()
      if (!collected.add(value)) throw tooLong()
    }
  } finally {
    cancel(reader)
  }
}

/** Closes the connection of a response that is no longer needed. */
function discard({ body }: Response): void {
  if (body) cancel(body)
}

/** Cancels a body without waiting, because canceling can hang too. Does nothing at the end of a response. */
function cancel(body: Pick<ReadableStream, 'cancel'>): void {
  body.cancel().catch(() => {})
}

function bounded(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_RESPONSE) throw tooLong()
  return bytes
}

/** The failure for a response that is too long. It is not from STS, but the request may have been processed. */
export function tooLong(): HostFailure {
  return { hostError: 'failed', reason: `the response has more than ${MAX_RESPONSE} bytes`, sent: true }
}

/** The failure for an invalid network setting, with which no request can be sent. */
export function misconfigured(reason: string, help: string): HostFailure {
  return { hostError: 'misconfigured', reason, help, sent: false }
}

/** The parts of a response. */
export class Collector {
  readonly #pieces: Uint8Array[] = []
  #size = 0

  /** Adds a part; returns whether it fits. */
  add(piece: Uint8Array): boolean {
    this.#size += piece.length
    if (this.#size > MAX_RESPONSE) return false
    this.#pieces.push(piece)
    return true
  }

  /** The complete body. */
  bytes(): Uint8Array {
    const all = new Uint8Array(this.#size)
    let at = 0
    for (const piece of this.#pieces) {
      all.set(piece, at)
      at += piece.length
    }
    return all
  }
}

/** Aborts a request that takes too long: before the response, between its parts, or in total. */
export class RequestTimeout {
  /** Whether part of the request may have been sent. */
  sent = true
  readonly #controller = new AbortController()
  readonly #caller: AbortSignal | undefined
  readonly #total: ReturnType<typeof setTimeout>
  #silence: ReturnType<typeof setTimeout>
  readonly #onAbort = () => this.#controller.abort()
  /** Rejects when the signal aborts. */
  readonly #aborted = new Promise<never>((_, reject) => {
    this.signal.addEventListener('abort', () => reject(this.signal.reason))
  })

  /** @param limit the total time limit in milliseconds, if it is less than the default */
  constructor(caller: AbortSignal | undefined, limit: number = LIMITS.total) {
    this.#caller = caller
    // The signal can abort while nothing waits.
    this.#aborted.catch(() => {})
    this.#total = setTimeout(this.#onAbort, Math.min(limit, LIMITS.total))
    this.#silence = setTimeout(this.#onAbort, LIMITS.response)
    if (caller?.aborted) this.#onAbort()
    caller?.addEventListener('abort', this.#onAbort)
  }

  /** Aborts at a time limit, or when the caller aborts. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /**
   * Waits for work until the signal aborts, whether or not the work obeys it.
   *
   * @param onLate gets the result of the work if it arrives later
   */
  async within<T>(work: PromiseLike<T>, onLate?: (result: T) => void): Promise<T> {
    try {
      return await Promise.race([this.#aborted, work])
    } catch (error) {
      if (onLate)
        Promise.resolve(work)
          .then(onLate)
          .catch(() => {})
      throw error
    }
  }

  /** Restarts the time limit between two parts. */
  resetIdle(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(this.#onAbort, LIMITS.idle)
  }

  /** The failure to reject with. */
  failure(error: unknown): HostFailure {
    if (this.#caller?.aborted) return { hostError: 'aborted' }
    if (this.signal.aborted) return { hostError: 'timed-out', sent: this.sent }
    const failure = failureOf(error)
    return this.sent ? failure : { ...failure, sent: false }
  }

  /** Clears the timers. */
  stop(): void {
    clearTimeout(this.#total)
    clearTimeout(this.#silence)
    this.#caller?.removeEventListener('abort', this.#onAbort)
  }
}

/** Failures before the first byte of a request: name, connection, certificate, version of TLS. */
const NOT_SENT = new RegExp(
  [
    '^(ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT',
    'ERR_TLS_CERT_ALTNAME_INVALID|CERT_[A-Z_]+|UNABLE_TO_[A-Z_]+|DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN|HOSTNAME_MISMATCH|INVALID_CA|ERR_INVALID_URL|ERR_PROXY',
    'ERR_SSL_(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS_AVAILABLE|TLSV1_ALERT_PROTOCOL_VERSION))$',
  ].join('|'),
)

/** Converts the failure of a connection. The request counts as sent unless it certainly was not. */
export function failureOf(error: unknown): HostFailure {
  const failure = hostFailureOf(error)
  if (failure) return failure
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = systemCode(cause)
  return { hostError: 'failed', reason: reasonOf(code, cause), sent: !NOT_SENT.test(code) }
}

/** The system's code or, without one, the error's message, which is about the connection. */
function reasonOf(code: string, cause: unknown): string {
  const hasCode = typeof cause === 'object' && cause !== null && 'code' in cause
  return hasCode || !(cause instanceof Error) ? code : cause.message.slice(0, 200)
}
