// @ts-check
/** Proxies, CA bundles and attempts: the same environments, read by botocore and by rolehop. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { getCallerIdentity, SharedConfig } from 'rolehop'
import { folder } from '../node/support.mjs'
import { needsPeers, python } from './setup.mjs'

const SCRIPT = fileURLToPath(new URL('network.py', import.meta.url))

/** The result of botocore for each case. @param {readonly object[]} cases */
function botocore(cases) {
  const input = cases.map((each) => `${JSON.stringify(each)}\n`).join('')
  const { status, stdout, stderr } = spawnSync(python.program, [...python.flags, SCRIPT], { input, encoding: 'utf8' })
  assert.equal(status, 0, stderr)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

/** `P` is the address of the proxy, `H` that of the service. */
const PROXIES = /** @type {Record<string, string>[]} */ ([
  {},
  { HTTPS_PROXY: 'http://P' },
  { HTTPS_PROXY: 'P' },
  { https_proxy: '//P' },
  { Https_Proxy: 'http://P' },
  { HTTPS_PROXY: 'http://wrong.test.invalid', https_proxy: 'http://P' },
  { HTTPS_PROXY: 'http://P', https_proxy: '' },
  { HTTPS_PROXY: '' },
  { ALL_PROXY: 'http://P' },
  { HTTP_PROXY: 'http://P' },
  { HTTPS_PROXY: 'http://P', REQUEST_METHOD: 'GET' },
  ...['me:pass', 'me:100%pass', 'me:100%25pass', 'me:a%zzb%20c', 'me:p@ss', 'D\\me:p^s|s', 'me:p:q', 'm%40x:p'].map(
    (user) => ({ HTTPS_PROXY: `http://${user}@P` }),
  ),
  ...['*', 'localhost', 'LOCALHOST', '.localhost', '..localhost', 'a.example, localhost', 'calhost', 'x.localhost'].map(
    (NO_PROXY) => ({ HTTPS_PROXY: 'http://P', NO_PROXY }),
  ),
  ...['H', 'localhost:1', ',', ' ', 'a.example'].map((NO_PROXY) => ({ HTTPS_PROXY: 'http://P', NO_PROXY })),
  { HTTPS_PROXY: 'http://P', NO_PROXY: '*', no_proxy: '' },
  { HTTPS_PROXY: 'http://P', NO_PROXY: '', no_proxy: 'localhost' },
])

test('the proxy of a request, and the header that it gets', needsPeers(), async (t) => {
  const proxy = createServer()
  /** @type {(string | undefined)[]} */
  let asked = []
  proxy.on('connect', (request, socket) => {
    asked.push(request.headers['proxy-authorization'])
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.after(() => proxy.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (proxy.address())
  // The server does not speak TLS: all that matters is whether the proxy was called.
  const service = `localhost:${port}`
  const written = (/** @type {string} */ text) => text.replace(/\bP\b/, `127.0.0.1:${port}`).replace(/^H$/, service)
  const cases = PROXIES.map((variables) => ({
    url: `https://${service}`,
    env: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, written(value)])),
  }))
  const expected = botocore(cases)
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }
  for (const [at, { url, env }] of cases.entries()) {
    asked = []
    const options = { env: { ...env, AWS_ENDPOINT_URL_STS: url, AWS_MAX_ATTEMPTS: '1' } }
    await assert.rejects(getCallerIdentity(keys, options), { code: 'sts-unreachable' })
    const actual = { proxied: asked.length > 0, authorization: asked[0] ?? null }
    assert.deepEqual(actual, expected[at], JSON.stringify(env))
  }
})

const SETTINGS = /** @type {[string, Record<string, string>][]} */ ([
  ['', {}],
  ['ca_bundle = /own.pem', {}],
  ['ca_bundle = /own.pem', { AWS_CA_BUNDLE: '/variable.pem' }],
  ['ca_bundle = /own.pem', { REQUESTS_CA_BUNDLE: '/requests.pem' }],
  ['', { REQUESTS_CA_BUNDLE: '/requests.pem' }],
  ['', { REQUESTS_CA_BUNDLE: '/requests.pem', AWS_CA_BUNDLE: '/variable.pem' }],
  ['max_attempts = 1', {}],
  ['max_attempts = 7', { AWS_MAX_ATTEMPTS: '4' }],
  ['retry_mode = standard', {}],
  ['retry_mode = adaptive', {}],
  ['retry_mode = legacy', {}],
  ['retry_mode = legacy\nmax_attempts = 2', {}],
  ['retry_mode = legacy', { AWS_RETRY_MODE: 'standard' }],
  ['max_attempts = 0_4', {}],
])

test('the CA bundle and the attempts of a profile', needsPeers(), (t) => {
  const cases = SETTINGS.map(([lines, env], at) => {
    const config = `[profile p]\naws_access_key_id = a\naws_secret_access_key = b\nregion = eu-west-1\n${lines}\n`
    const path = join(folder(t), `config-${at}`)
    writeFileSync(path, config)
    // botocore's default is the legacy mode; that of the AWS CLI v2 is the standard mode.
    const mode = lines.includes('retry_mode') ? {} : { AWS_RETRY_MODE: 'standard' }
    return { config, lines, env: { ...mode, ...env, AWS_CONFIG_FILE: path } }
  })
  const expected = botocore(cases.map(({ env }) => ({ env })))
  for (const [at, { config, lines, env }] of cases.entries()) {
    const { network } = SharedConfig.parse({ config }).plan('p', { env, trust: 'trusted' })
    const actual = { bundle: network?.caBundle?.path ?? null, attempts: network?.maxAttempts ?? 3 }
    assert.deepEqual(actual, expected[at], `${lines} ${JSON.stringify(env)}`)
  }
})
