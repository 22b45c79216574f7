/**
 * Requests through a proxy or with a private certificate authority, which Node's `fetch` cannot do
 * on every version of Node: `HTTPS_PROXY`, `NO_PROXY` and the CA bundle, as for the AWS CLI.
 */
import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { SignedRequest } from '../../generated/types.ts'
import { systemCode } from '../../model/errors.ts'
import type { Environment } from '../../model/types.ts'
import { omitUndefined } from '../../util/objects.ts'
import { Collector, type HttpResponse, RequestTimeout, type Send, tooLong } from '../fetch.ts'
import { certificates } from './ca-bundle.ts'
import { bareHost, type Proxy as HttpProxy, proxyFor } from './proxies.ts'

/** Loading these modules takes as long as loading the rest of the package, and few environments need them. */
const modules = async () => ({
  http: await import('node:http'),
  https: await import('node:https'),
  tls: await import('node:tls'),
})

/** The parameters of a request, and the connections that it opened. */
interface Transport {
  readonly node: Awaited<ReturnType<typeof modules>>
  readonly url: URL
  readonly proxy: HttpProxy | undefined
  /** The certificates that replace those of Node, for the service and for the proxy. */
  readonly trusted: { readonly ca?: string }
  /** Connections and requests, which are closed on success and on failure. */
  readonly opened: { destroy(): unknown }[]
}

/** Sends a request through the proxy of the environment and with the bundle of its route; without both, by `fetch`. */
export function transport(env: Environment, viaFetch: Send): Send {
  return async (request, signal, route) => {
    const url = new URL(request.url)
    const proxy = route.direct ? undefined : await proxyFor(url, env)
    const bundle = url.protocol === 'https:' || proxy?.url.protocol === 'https:' ? route.caBundle : undefined
    if (!proxy && !bundle) return viaFetch(request, signal, route)
    const trusted = bundle ? { ca: await certificates(bundle) } : {}
    return send({ node: await modules(), url, proxy, trusted, opened: [] }, request, signal)
  }
}

async function send(via: Transport, request: SignedRequest, signal: AbortSignal | undefined): Promise<HttpResponse> {
  const clock = new RequestTimeout(signal, request.timeoutMs)
  clock.sent = false
  try {
    const socket = via.url.protocol === 'https:' ? await clock.within(connect(via)) : undefined
    clock.sent = true
    return await clock.within(exchange(via, request, socket, clock))
  } catch (error) {
    throw clock.failure(error)
  } finally {
    clock.stop()
    for (const each of via.opened) each.destroy()
  }
}

/** An encrypted connection, through the proxy if there is one. */
async function connect(via: Transport): Promise<TLSSocket> {
  const { url, proxy, trusted } = via
  const host = bareHost(url.hostname)
  const where = proxy ? { socket: await tunnel(via, proxy) } : { host, port: Number(url.port || 443) }
  return secured(via, { ...where, host, ...serverName(host), ...trusted })
}

/** The TLS server name; an IP address cannot be one. */
function serverName(hostname: string): { servername?: string } {
  return /^[\d.]+$|:/.test(hostname) ? {} : { servername: hostname }
}

/** A connection through a proxy, by CONNECT. */
function tunnel(via: Transport, proxy: HttpProxy): Promise<Duplex> {
  const { url, opened } = via
  const target = `${url.hostname}:${url.port || 443}`
  return new Promise((resolve, reject) => {
    const refused = (why: string) => reject(notSent(`${why} (${proxy.variable})`))
    const toProxy = requestTo(via, proxy)
    const asking = toProxy({ method: 'CONNECT', path: target, headers: { host: target, ...proxy.headers } })
    opened.push(asking)
    asking.on('connect', ({ statusCode }, socket) => {
      opened.push(socket)
      // The socket can fail between here and TLS, before another listener exists.
      socket.on('error', reject)
      if (statusCode === 200) resolve(socket)
      else refused(`the proxy returned status ${statusCode}`)
    })
    asking.on('response', ({ statusCode }) => refused(`the proxy returned status ${statusCode}`))
    asking.on('error', (error) => refused(`the proxy failed: ${systemCode(error)}`))
    asking.end()
  })
}

/** Returns the function that starts requests to a proxy. */
function requestTo(
  { node: { http, https }, trusted }: Transport,
  { url }: HttpProxy,
): (options: RequestOptions) => ClientRequest {
  const isHttps = url.protocol === 'https:'
  const proxy = { host: bareHost(url.hostname), port: url.port || (isHttps ? 443 : 80), agent: false as const }
  if (!isHttps) return (options) => http.request({ ...options, ...proxy })
  return (options) => https.request({ ...options, ...proxy, ...serverName(proxy.host), ...trusted })
}

/** The error of a request that was not sent: only the connection was attempted. */
function notSent(reason: string): Error {
  return Object.assign(new Error(reason), { hostError: 'failed', reason, sent: false })
}

function secured({ node: { tls }, opened }: Transport, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options)
    opened.push(socket)
    socket.on('secureConnect', () => resolve(socket))
    socket.on('error', reject)
    // A peer that closes the connection during the handshake may cause no error.
    socket.on('close', () => reject(notSent('the connection was closed')))
  })
}

/**
 * One request and its response. A redirect is a response like any other: it is not followed. Over a
 * connection that is encrypted already, the request itself is plain HTTP.
 */
function exchange(
  via: Transport,
  request: SignedRequest,
  socket: Duplex | undefined,
  clock: RequestTimeout,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const sending = start(via, request, socket)
    via.opened.push(sending)
    sending.on('response', (response) => resolve(read(response, clock)))
    sending.on('error', reject)
    sending.end(request.body)
  })
}

/** Starts a request: over the connection, or, for plain HTTP, to the proxy with the whole URL. */
function start(via: Transport, request: SignedRequest, socket: Duplex | undefined): ClientRequest {
  const { node, url, proxy } = via
  const { host: _host, ...own } = request.headers
  const headers = { ...own, host: url.host, 'content-length': Buffer.byteLength(request.body) }
  const { method } = request
  if (!socket && proxy)
    return requestTo(via, proxy)({ method, path: url.href, headers: { ...headers, ...proxy.headers } })
  return node.http.request({
    host: bareHost(url.hostname),
    port: url.port || (socket ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    method,
    headers,
    ...(socket ? { createConnection: () => socket } : { agent: false }),
  })
}

async function read(response: IncomingMessage, clock: RequestTimeout): Promise<HttpResponse> {
  clock.resetIdle()
  const collected = new Collector()
  for await (const piece of response as AsyncIterable<Buffer>) {
    clock.resetIdle()
    if (!collected.add(piece)) throw tooLong()
  }
  const { date, location } = response.headers
  return omitUndefined({ status: response.statusCode ?? 0, date, location, body: collected.bytes() })
}
