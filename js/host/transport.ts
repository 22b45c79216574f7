/**
 * Requests through a proxy or with a private certificate authority, which Node's `fetch` cannot do
 * on every version of Node: `HTTPS_PROXY`, `NO_PROXY` and `AWS_CA_BUNDLE`, as for the AWS CLI.
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { systemCode } from '../errors.ts'
import type { SignedRequest } from '../generated/types.ts'
import { type Answer, Clock, Collector, type Send, tooLong } from '../http.ts'
import type { Environment } from '../types.ts'

/** Loading these takes as long as all the rest of the package, and few environments need them. */
const modules = async () => ({
  http: await import('node:http'),
  https: await import('node:https'),
  tls: await import('node:tls'),
})

type Modules = Awaited<ReturnType<typeof modules>>

/** Sends requests as the environment says; `undefined` when it says nothing and `fetch` will do. */
export function transport(env: Environment): Send | undefined {
  if (!env.HTTPS_PROXY && !env.https_proxy && !env.AWS_CA_BUNDLE) return undefined
  return async (request, signal) => {
    const clock = new Clock(signal, request.timeoutMs)
    try {
      const url = new URL(request.url)
      const node = await modules()
      const socket = url.protocol === 'https:' ? await connect(node, url, env, clock.signal) : undefined
      return await exchange(node, request, url, socket, clock)
    } catch (error) {
      throw clock.failure(error)
    } finally {
      clock.stop()
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
async function connect(node: Modules, url: URL, env: Environment, signal: AbortSignal): Promise<TLSSocket> {
  const proxy = proxyFor(url, env)
  const host = bare(url.hostname)
  const where = proxy ? { socket: await tunnel(node, url, proxy, signal) } : { host, port: Number(url.port || 443) }
  return secured(node, { ...where, host, ...serverName(host), ...authorities(node, env) }, signal)
}

/** An address is no name that TLS could send. */
function serverName(hostname: string): { servername?: string } {
  return /^[\d.]+$|:/.test(hostname) ? {} : { servername: hostname }
}

/** The system's certificate authorities, and those of `AWS_CA_BUNDLE`. */
function authorities({ tls }: Modules, { AWS_CA_BUNDLE: path }: Environment): { ca?: string[] } {
  if (!path) return {}
  try {
    return { ca: [...tls.rootCertificates, readFileSync(path, 'utf8')] }
  } catch (cause) {
    throw notSent(`cannot read \`${path}\`, which \`AWS_CA_BUNDLE\` names: ${systemCode(cause)}`)
  }
}

/** A connection through a proxy, by CONNECT. */
function tunnel({ http, https }: Modules, url: URL, proxy: URL, signal: AbortSignal): Promise<Duplex> {
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
      signal,
    })
    asking.once('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) return resolve(socket)
      socket.destroy()
      reject(notSent(`the proxy answered ${statusCode}`))
    })
    asking.once('response', (answer) => {
      answer.destroy()
      reject(notSent(`the proxy answered ${answer.statusCode}`))
    })
    asking.once('error', (error: NodeJS.ErrnoException) =>
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

function secured({ tls }: Modules, options: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect(options)
    const onAbort = () => socket.destroy(new Error('aborted'))
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort)
      socket.off('error', reject)
      resolve(socket)
    })
    socket.once('error', reject)
  })
}

/**
 * One request and its answer. A redirect is an answer like any other: it is not followed. Over a
 * connection that is encrypted already, the request itself is plain HTTP.
 */
function exchange(
  { http }: Modules,
  request: SignedRequest,
  url: URL,
  socket: Duplex | undefined,
  clock: Clock,
): Promise<Answer> {
  const { host: _host, ...headers } = request.headers
  return new Promise((resolve, reject) => {
    const sending = http.request({
      host: bare(url.hostname),
      port: url.port || (socket ? 443 : 80),
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(request.body) },
      signal: clock.signal,
      ...(socket ? { createConnection: () => socket } : { agent: false }),
    })
    sending.once('response', (answer) => resolve(read(answer, clock)))
    sending.once('error', reject)
    sending.end(request.body)
  })
}

async function read(answer: IncomingMessage, clock: Clock): Promise<Answer> {
  clock.heard()
  const collected = new Collector()
  for await (const piece of answer as AsyncIterable<Buffer>) {
    clock.heard()
    if (!collected.add(piece)) throw tooLong()
  }
  const { date } = answer.headers
  return { status: answer.statusCode ?? 0, ...(date !== undefined && { date }), body: collected.bytes() }
}
