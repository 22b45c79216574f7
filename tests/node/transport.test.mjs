// @ts-check
/** `HTTPS_PROXY`, `NO_PROXY` and `AWS_CA_BUNDLE`, on whatever version of Node this is. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect as connectTo } from 'node:net'
import { test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { fromProfile, getCallerIdentity } from 'rolehop'
import { demo } from './support.mjs'

const tls = (/** @type {string} */ name) => fileURLToPath(new URL(`tls/${name}`, import.meta.url))
const AWS_CA_BUNDLE = tls('ca.pem')

/** Does not wait between tries. */
const host = { sleep: async () => {} }

/** Connections end when either side does, however it does. */
function join(/** @type {import('node:stream').Duplex} */ one, /** @type {import('node:stream').Duplex} */ other) {
  one.on('error', () => other.destroy())
  other.on('error', () => one.destroy())
  one.pipe(other).pipe(one)
}

const portOf = (/** @type {import('node:net').Server} */ server) =>
  /** @type {import('node:net').AddressInfo} */ (server.address()).port

/** The demo's STS behind TLS, and a proxy that leads everything there. */
async function secured(/** @type {import('node:test').TestContext} */ t, { refuse = false } = {}) {
  const world = await demo(t)
  const options = { key: readFileSync(tls('server.key')), cert: readFileSync(tls('server.pem')) }
  const front = createTlsServer(options, (socket) => join(socket, connectTo(Number(new URL(world.sts.url).port))))
  front.on('tlsClientError', () => {})
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  const asked = /** @type {{ target: string | undefined, authorization: string | undefined }[]} */ ([])
  const proxy = createServer()
  proxy.on('connect', (request, socket) => {
    asked.push({ target: request.url, authorization: request.headers['proxy-authorization'] })
    socket.write(`HTTP/1.1 ${refuse ? '407 Proxy Authentication Required' : '200 Connection established'}\r\n\r\n`)
    if (refuse) socket.end()
    else join(socket, connectTo(portOf(front)))
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.after(() => {
    front.close()
    proxy.closeAllConnections()
    proxy.close()
  })
  const url = `http://someone:pass%20word@127.0.0.1:${portOf(proxy)}`
  const get = (/** @type {Record<string, string>} */ env) =>
    fromProfile({ profile: 'readonly', env: { ...world.env, ...env }, cache: false, host })()
  return { ...world, get, asked, proxy: url, direct: `https://localhost:${portOf(front)}` }
}

test('an authority of its own is believed when `AWS_CA_BUNDLE` names it, and only then', async (t) => {
  const { get, direct, actions } = await secured(t)
  await assert.rejects(get({ AWS_ENDPOINT_URL_STS: direct }), { code: 'sts-unreachable' })
  assert.deepEqual(actions(), [], 'nothing was sent')
  assert.match((await get({ AWS_ENDPOINT_URL_STS: direct, AWS_CA_BUNDLE })).accessKeyId, /^ASIA/)
})

test('a certificate of another host is not believed', async (t) => {
  const { get, proxy, actions } = await secured(t)
  const env = { AWS_ENDPOINT_URL_STS: 'https://other.test.invalid', HTTPS_PROXY: proxy, AWS_CA_BUNDLE }
  await assert.rejects(get(env), { code: 'sts-unreachable', message: /ALTNAME/ })
  assert.deepEqual(actions(), [])
})

test('requests go through the proxy, with its password', async (t) => {
  const { get, proxy, asked } = await secured(t)
  for (const name of ['HTTPS_PROXY', 'https_proxy']) {
    const env = { AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', [name]: proxy, AWS_CA_BUNDLE }
    assert.match((await get(env)).accessKeyId, /^ASIA/)
  }
  const authorization = `Basic ${Buffer.from('someone:pass word').toString('base64')}`
  assert.deepEqual(asked, Array(2).fill({ target: 'sts.test.invalid:443', authorization }))
})

test('`NO_PROXY` keeps hosts and domains from the proxy', async (t) => {
  const { get, proxy, asked, direct } = await secured(t)
  for (const NO_PROXY of ['localhost', 'other.example, .localhost', '*', `localhost:${new URL(direct).port}`]) {
    await get({ AWS_ENDPOINT_URL_STS: direct, HTTPS_PROXY: proxy, NO_PROXY, AWS_CA_BUNDLE })
  }
  assert.equal(asked.length, 0)
  await get({ AWS_ENDPOINT_URL_STS: direct, HTTPS_PROXY: proxy, NO_PROXY: 'localhost:1,calhost', AWS_CA_BUNDLE })
  assert.equal(asked.length, 1)
})

test('loopback without TLS is called directly', async (t) => {
  const { get, proxy, asked, sts } = await secured(t)
  await get({ AWS_ENDPOINT_URL_STS: sts.url, HTTPS_PROXY: proxy })
  assert.equal(asked.length, 0)
})

test('`getCallerIdentity` goes the way that the credentials came', async (t) => {
  const { get, proxy, asked } = await secured(t)
  const env = { AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', HTTPS_PROXY: proxy, AWS_CA_BUNDLE }
  assert.match((await getCallerIdentity(await get(env))).arn, /ReadOnly/)
  assert.equal(asked.length, 2)
})

test('a proxy that refuses, one that is not there, and a bundle that is not', async (t) => {
  const { get, proxy, actions } = await secured(t, { refuse: true })
  const env = { AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', AWS_CA_BUNDLE }
  const failing = /** @type {const} */ ([
    [{ HTTPS_PROXY: proxy }, /the proxy returned status 407/],
    [{ HTTPS_PROXY: 'http://127.0.0.1:9' }, /the proxy failed: ECONNREFUSED/],
    [{ AWS_CA_BUNDLE: '/does/not/exist' }, /AWS_CA_BUNDLE.*ENOENT/],
  ])
  for (const [changes, message] of failing) {
    const error = await get({ ...env, ...changes }).catch((thrown) => thrown)
    assert.equal(error.code, 'sts-unreachable')
    assert.match(error.message, message)
    assert.ok(!JSON.stringify(error).includes('pass'), 'the password of the proxy is not shown')
  }
  assert.deepEqual(actions(), [])
})
