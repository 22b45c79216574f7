/**
 * Requests through a proxy or with a private certificate authority, which Node's `fetch` cannot do
 * on every version of Node: `HTTPS_PROXY`, `NO_PROXY` and `AWS_CA_BUNDLE`, as for the AWS CLI.
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import type { SignedRequest } from '../../generated/types.ts'
import { systemCode } from '../../model/errors.ts'
import type { Environment } from '../../model/types.ts'
import { type Answer, Collector, RequestTimeout, type Send, tooLong } from '../fetch.ts'

/** Loading these takes as long as all the rest of the package, and few environments need them. */
const modules = async () => ({
  http: await import('node:http'),
  https: await import('node:https'),
  tls: await import('node:tls'),
})

/** What one request needs, and what it has opened. */
interface Way {
  readonly node: Awaited<ReturnType<typeof modules>>
  readonly url: URL
  readonly env: Environment
  /** Connections and requests, to be closed whatever comes of it. */
  readonly opened: { destroy(): unknown }[]
}

/** Sends requests as the environment says; `undefined` when it says nothing and `fetch` will do. */
export function transport(env: Environment): Send | undefined {
  if (!env.HTTPS_PROXY && !env.https_proxy && !env.AWS_CA_BUNDLE) return undefined
  return async (request, signal) => {
    const clock = new RequestTimeout(signal, request.timeoutMs)
    clock.sent = false
    const way: Way = { node: await modules(), url: new URL(request.url), env, opened: [] }
    try {
      const socket = way.url.protocol === 'https:' ? await clock.within(connect(way)) : undefined
      clock.sent = true
      return await clock.within(exchange(way, request, socket, clock))
    } catch (error) {
      throw clock.failure(error)
    } finally {
      clock.stop()
      for (const each of way.opened) each.destroy()
    }
  }
}

/** The proxy that the environment names for a URL. Plain HTTP is for loopback only, where none is needed. */
export function proxyFor(url: URL, env: Environment): URL | undefined {
  const proxy = env.https_proxy || env.HTTPS_PROXY
  if (!proxy || url.protocol !== 'https:' || bypasses(url, env.no_proxy || env.NO_PROXY || '')) return undefined
  return new URL(proxy.includes('://') ? proxy : `http://${proxy}`)
}

/** `NO_PROXY`: hosts and domains, with or without a dot in front and a port behind; `*` for all. */
function bypasses({ hostname, port }: URL, list: string): boolean {
  const host = bare(hostname)
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true
    const [, name = '', wanted] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? []
    if (name === '' || (wanted !== undefined && wanted !== (port || '443'))) return false
    return host === name || host.endsWith(`.${name}`)
  })
}

/** A host name without the brackets of an IPv6 address. */
function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').toLowerCase()
}

/** An encrypted connection, through the proxy if there is one. */
async function connect(way: Way): Promise<TLSSocket> {
  const { url, env } = way
  const trusted = authorities(way)
  const proxy = proxyFor(url, env)
  const host = bare(url.hostname)
  const where = proxy ? { socket: await tunnel(way, proxy) } : { host, port: Number(url.port || 443) }
  return secured(way, { ...where, host, ...serverName(host), ...trusted })
}

/** An address is no name that TLS could send. */
function serverName(hostname: string): { servername?: string } {
  return /^[\d.]+$|:/.test(hostname) ? {} : { servername: hostname }
}

/** The system's certificate authorities, and those of `AWS_CA_BUNDLE`. */
function authorities({ node: { tls }, env: { AWS_CA_BUNDLE: path } }: Way): { ca?: string[] } {
  if (!path) return {}
  try {
    return { ca: [...tls.rootCertificates, readFileSync(path, 'utf8')] }
  } catch (cause) {
    throw notSent(`cannot read \`${path}\`, set in \`AWS_CA_BUNDLE\`: ${systemCode(cause)}`)
  }
}

/** A connection through a proxy, by CONNECT. */
function tunnel({ node: { http, https }, url, opened }: Way, proxy: URL): Promise<Duplex> {
  const target = `${url.hostname}:${url.port || 443}`
  const { request } = proxy.protocol === 'https:' ? https : http
  return new Promise((resolve, reject) => {
    const asking = request({
      host: bare(proxy.hostname),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...proxyAuthorization(proxy) },
      agent: false,
    })
    opened.push(asking)
    asking.on('connect', ({ statusCode }, socket) => {
      opened.push(socket)
      // Between here and TLS it may fail, with nobody listening yet.
      socket.on('error', reject)
      if (statusCode === 200) resolve(socket)
      else reject(notSent(`the proxy returned status ${statusCode}`))
    })
    asking.on('response', ({ statusCode }) => reject(notSent(`the proxy returned status ${statusCode}`)))
    asking.on('error', (error: NodeJS.ErrnoException) =>
      reject(notSent(`the proxy failed: ${error.code ?? error.name}`)),
    )
    asking.end()
  })
}

/** Nothing of the request itself has left: only the proxy was asked. */
function notSent(reason: string): Error {
  return Object.assign(new Error(reason), { hostError: 'failed', reason, sent: false })
}

function proxyAuthorization({ username, password }: URL): { 'proxy-authorization'?: string } {
  if (!username) return {}
  const both = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(both).toString('base64')}` }
}

function secured({ node: { tls }, opened }: Way, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options)
    opened.push(socket)
    socket.on('secureConnect', () => resolve(socket))
    socket.on('error', reject)
    // A peer that closes before the end of the handshake need not fail.
    socket.on('close', () => reject(notSent('the connection was closed')))
  })
}

/**
 * One request and its answer. A redirect is an answer like any other: it is not followed. Over a
 * connection that is encrypted already, the request itself is plain HTTP.
 */
function exchange(
  { node: { http }, url, opened }: Way,
  request: SignedRequest,
  socket: Duplex | undefined,
  clock: RequestTimeout,
): Promise<Answer> {
  const { host: _host, ...headers } = request.headers
  return new Promise((resolve, reject) => {
    const sending = http.request({
      host: bare(url.hostname),
      port: url.port || (socket ? 443 : 80),
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(request.body) },
      ...(socket ? { createConnection: () => socket } : { agent: false }),
    })
    opened.push(sending)
    sending.on('response', (answer) => resolve(read(answer, clock)))
    sending.on('error', reject)
    sending.end(request.body)
  })
}

async function read(answer: IncomingMessage, clock: RequestTimeout): Promise<Answer> {
  clock.resetIdle()
  const collected = new Collector()
  for await (const piece of answer as AsyncIterable<Buffer>) {
    clock.resetIdle()
    if (!collected.add(piece)) throw tooLong()
  }
  const { date } = answer.headers
  return { status: answer.statusCode ?? 0, ...(date !== undefined && { date }), body: collected.bytes() }
}
