// @ts-check
/** Faults before a request: TLS and proxies. No byte of the request may be sent. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { inScope } from './scope.mjs'
import { startServer } from './wire-server.mjs'
import { CANARY, serviceOf } from './wire-services.mjs'
import { STAGES } from './wire-stages.mjs'

const pem = (/** @type {string} */ name) => fileURLToPath(new URL(`../node/tls/${name}`, import.meta.url))

/** A certificate for `localhost` by the CA in `ca.pem`. */
const IDENTITY = { key: readFileSync(pem('server.key')), cert: readFileSync(pem('server.pem')) }

const AWS_CA_BUNDLE = pem('ca.pem')

/**
 * The environment, given the ports of a TLS server and of a server for everything else.
 * @type {Record<string, { url?: (tls: number, plain: number) => string, env: (tls: number, plain: number) => Record<string, string>, script?: (tls: number) => import('./wire-server.mjs').Script }>}
 */
const FAULTS = {
  'TLS: an unknown CA': { env: () => ({}) },
  'TLS: an unknown CA of a bundle': { env: () => ({ AWS_CA_BUNDLE: pem('other.pem') }) },
  'TLS: the certificate of another host': {
    url: () => 'https://other.test.invalid',
    ...proxied(tunnel),
  },
  'TLS: plain HTTP instead': { url: (_, plain) => `https://localhost:${plain}`, env: () => ({ AWS_CA_BUNDLE }) },
  'TLS: plain HTTP instead, by fetch': { url: (_, plain) => `https://localhost:${plain}`, env: () => ({}) },
  'proxy: status 407': proxied(() => (socket) => void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')),
  'proxy: status 502': proxied(() => (socket) => void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')),
  'proxy: a sign-in page': proxied(() => (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi')),
  'proxy: a close': proxied(() => (socket) => void socket.end()),
  'proxy: a reset': proxied(() => (socket) => void socket.resetAndDestroy()),
  'proxy: no HTTP': proxied(() => (socket) => void socket.end('SSH-2.0-OpenSSH\r\n\r\n')),
  'proxy: is down': { env: () => ({ AWS_CA_BUNDLE, HTTPS_PROXY: 'http://127.0.0.1:9' }) },
}

/** A proxy that connects every request to the TLS server. @param {number} tls @returns {import('./wire-server.mjs').Script} */
function tunnel(tls) {
  return (socket) => {
    const behind = connect(tls, '127.0.0.1')
    behind.on('error', () => {})
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(behind).pipe(socket)
  }
}

/** A proxy that follows a script. @param {(tls: number) => import('./wire-server.mjs').Script} script */
function proxied(script) {
  const env = (/** @type {number} */ _, /** @type {number} */ plain) => ({
    AWS_CA_BUNDLE,
    HTTPS_PROXY: `http://user:${CANARY}-password@127.0.0.1:${plain}`,
  })
  return { env, script }
}

const STAGES_OVER_TLS = [
  'first hop',
  'hop with MFA',
  'whoami',
  'web identity',
  'federation',
  'SSO portal',
  'SSO renewal',
]

/** @param {string} fault @param {string} stage */
function cell(fault, stage) {
  const { url, env, script } = /** @type {NonNullable<typeof FAULTS[string]>} */ (FAULTS[fault])
  const run = () =>
    inScope(async (scope) => {
      let served = 0
      const tls = await startServer(
        scope,
        (request) => {
          served += 1
          return { good: serviceOf(request).good }
        },
        IDENTITY,
      )
      // A CONNECT request is answered like any other.
      const plain = await startServer(scope, () => ({
        good: Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
        script: script?.(tls.port),
      }))
      const place = {
        scope,
        url: url?.(tls.port, plain.port) ?? `https://localhost:${tls.port}`,
        env: { NO_PROXY: '', ...env(tls.port, plain.port) },
        options: {},
      }
      const error = await /** @type {any} */ (STAGES)
        [stage](place)
        .act()
        .then(
          () => ({ code: 'ok' }),
          (/** @type {unknown} */ thrown) => thrown,
        )
      assert.equal(served, 0, `${fault}, ${stage}: a request was sent`)
      assert.ok(!inspect(error, { depth: Infinity, showHidden: true }).includes(CANARY), 'a secret is shown')
      return `${error.code} 0`
    })
  return { fault, stage, run }
}

/** All cells. */
export const SECURE = Object.keys(FAULTS).flatMap((fault) => STAGES_OVER_TLS.map((stage) => cell(fault, stage)))
