// @ts-check
/** Proxies and CA bundles, on every supported version of Node. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect as connectTo } from 'node:net'
import { test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { consoleUrl, fromProfile, getCallerIdentity, ssoLogin } from 'rolehop'
import { startSso } from '../../tools/sso/server.mjs'
import { demo, homeWith, inProcess } from './support.mjs'

const tls = (/** @type {string} */ name) => fileURLToPath(new URL(`tls/${name}`, import.meta.url))
const AWS_CA_BUNDLE = tls('ca.pem')

/** Does not wait between attempts. */
const host = { sleep: async () => {} }

/** Pipes two connections; each closes with the other. */
function join(/** @type {import('node:stream').Duplex} */ one, /** @type {import('node:stream').Duplex} */ other) {
  one.on('error', () => other.destroy())
  other.on('error', () => one.destroy())
  one.pipe(other).pipe(one)
}

const portOf = (/** @type {import('node:net').Server} */ server) =>
  /** @type {import('node:net').AddressInfo} */ (server.address()).port

/** The CA that issued the server's certificate. */
const OURS = { key: readFileSync(tls('server.key')), cert: readFileSync(tls('server.pem')) }

/** A server on loopback, behind TLS. */
async function behindTls(/** @type {import('node:test').TestContext} */ t, /** @type {string} */ url) {
  const front = createTlsServer(OURS, (socket) => join(socket, connectTo(Number(new URL(url).port))))
  front.on('tlsClientError', () => {})
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  t.after(() => front.close())
  return front
}

/** The demo's STS behind TLS, and a proxy that sends all requests to it. */
async function secured(/** @type {import('node:test').TestContext} */ t, { refuse = false, encrypted = false } = {}) {
  const world = await demo(t)
  const front = await behindTls(t, world.sts.url)
  const asked = /** @type {{ target: string | undefined, authorization: string | undefined }[]} */ ([])
  const proxy = encrypted ? createHttpsServer(OURS) : createServer()
  proxy.on('connect', (/** @type {import('node:http').IncomingMessage} */ request, socket) => {
    asked.push({ target: request.url, authorization: request.headers['proxy-authorization'] })
    socket.write(`HTTP/1.1 ${refuse ? '407 Proxy Authentication Required' : '200 Connection established'}\r\n\r\n`)
    if (refuse) socket.end()
    else join(socket, connectTo(portOf(front)))
  })
  // Plain HTTP requests have the whole URL.
  proxy.on('request', (request, response) => {
    asked.push({ target: request.url, authorization: request.headers['proxy-authorization'] })
    const { method, headers } = request
    const forwarded = httpRequest(world.sts.url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    request.pipe(forwarded)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  t.after(() => {
    proxy.closeAllConnections()
    proxy.close()
  })
  const url = `${encrypted ? 'https' : 'http'}://someone:pass%20word@127.0.0.1:${portOf(proxy)}`
  const get = (/** @type {Record<string, string>} */ env) =>
    fromProfile({ profile: 'readonly', env: { ...world.env, ...env }, cache: false, host })()
  return { ...world, get, asked, proxy: url, port: portOf(proxy), direct: `https://localhost:${portOf(front)}` }
}

test('a private CA is trusted only if it is in `AWS_CA_BUNDLE`', async (t) => {
  const { get, direct, actions } = await secured(t)
  const unknown = { code: 'sts-unreachable', message: /UNABLE_TO_VERIFY/, help: /`ca_bundle`, `AWS_CA_BUNDLE`/ }
  await assert.rejects(get({ AWS_ENDPOINT_URL_STS: direct }), unknown)
  assert.deepEqual(actions(), [], 'nothing was sent')
  assert.match((await get({ AWS_ENDPOINT_URL_STS: direct, AWS_CA_BUNDLE })).accessKeyId, /^ASIA/)
})

test('a certificate of another host is rejected', async (t) => {
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

test('hosts and domains in `NO_PROXY` bypass the proxy', async (t) => {
  const { get, proxy, asked, direct } = await secured(t)
  for (const NO_PROXY of ['localhost', 'other.example, .localhost', '*', `localhost:${new URL(direct).port}`]) {
    await get({ AWS_ENDPOINT_URL_STS: direct, HTTPS_PROXY: proxy, NO_PROXY, AWS_CA_BUNDLE })
  }
  assert.equal(asked.length, 0)
  await get({ AWS_ENDPOINT_URL_STS: direct, HTTPS_PROXY: proxy, NO_PROXY: 'localhost:1,calhost', AWS_CA_BUNDLE })
  assert.equal(asked.length, 1)
})

test('`getCallerIdentity` uses the endpoint and the proxy of the credentials', async (t) => {
  const { get, proxy, asked } = await secured(t)
  const env = { AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', HTTPS_PROXY: proxy, AWS_CA_BUNDLE }
  assert.match((await getCallerIdentity(await get(env))).arn, /ReadOnly/)
  assert.equal(asked.length, 2)
})

test('a proxy that rejects requests, and one that is down', async (t) => {
  const { get, proxy, actions } = await secured(t, { refuse: true })
  const env = { AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', AWS_CA_BUNDLE }
  const failing = /** @type {const} */ ([
    [{ HTTPS_PROXY: proxy }, /the proxy returned status 407 \(HTTPS_PROXY\)/],
    [{ https_proxy: 'http://127.0.0.1:9' }, /the proxy failed: ECONNREFUSED \(https_proxy\)/],
  ])
  for (const [changes, message] of failing) {
    const error = await get({ ...env, ...changes }).catch((thrown) => thrown)
    assert.equal(error.code, 'sts-unreachable')
    assert.match(error.message, message)
    assert.ok(!JSON.stringify(error).includes('pass'), 'the password of the proxy is not shown')
  }
  assert.deepEqual(actions(), [])
})

/** Invalid CA bundles, and the error of each. */
const NO_BUNDLES = /** @type {const} */ ([
  ['nothing', undefined, /does not exist or is not a file/],
  ['a folder', null, /does not exist or is not a file/],
  ['an empty file', '', /contains no certificate in PEM format/],
  ['a key', readFileSync(tls('server.key'), 'utf8'), /contains no certificate in PEM format/],
  ['half a certificate', readFileSync(AWS_CA_BUNDLE, 'utf8').slice(0, 200), /contains no certificate in PEM format/],
  ['rubbish', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /contains an invalid certificate/],
])

test('an invalid bundle is an error that names the file and the setting', async (t) => {
  const { get, home, config, direct, actions } = await secured(t)
  const path = `${home}/bundle.pem`
  for (const [shows, text, message] of NO_BUNDLES) {
    const file = `${path}.${shows.replaceAll(' ', '-')}`
    if (text === null) mkdirSync(file)
    else if (text !== undefined) writeFileSync(file, text)
    for (const setting of ['AWS_CA_BUNDLE', 'REQUESTS_CA_BUNDLE']) {
      const error = await get({ AWS_ENDPOINT_URL_STS: direct, [setting]: file }).catch((thrown) => thrown)
      assert.deepEqual([error.code, error.retryable], ['network-setting-invalid', false], shows)
      assert.match(error.message, message)
      assert.ok(error.message.includes(`\`${file}\`, set in \`${setting}\``), error.message)
    }
  }
  bundleOf(config, path)
  const error = await get({ AWS_ENDPOINT_URL_STS: direct }).catch((thrown) => thrown)
  assert.ok(error.message.includes(`\`${path}\`, set in \`ca_bundle\``), error.message)
  assert.deepEqual(actions(), [])
})

/** Sets `ca_bundle` in the profile of these tests. */
function bundleOf(/** @type {string} */ config, /** @type {string} */ path) {
  const text = readFileSync(config, 'utf8')
  writeFileSync(config, text.replace(/^(\[profile readonly\].*)$/m, `$1\nca_bundle = ${path}`))
}

test('`ca_bundle` is used for all calls of its profile, and for the certificate of the proxy', async (t) => {
  for (const encrypted of [false, true]) {
    const { get, config, proxy, asked, direct } = await secured(t, { encrypted })
    const through = { AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', HTTPS_PROXY: proxy }
    await assert.rejects(get({ AWS_ENDPOINT_URL_STS: direct }), { code: 'sts-unreachable' })
    await assert.rejects(get(through), { code: 'sts-unreachable' })
    bundleOf(config, AWS_CA_BUNDLE)
    asked.length = 0
    for (const env of [{ AWS_ENDPOINT_URL_STS: direct }, through]) {
      const credentials = await get(env)
      assert.match((await getCallerIdentity(credentials)).arn, /ReadOnly/)
    }
    assert.equal(asked.length, 2)
    // As in the AWS CLI, the variable overrides the profile.
    const other = { AWS_ENDPOINT_URL_STS: direct, AWS_CA_BUNDLE: '/does/not/exist' }
    await assert.rejects(get(other), { code: 'network-setting-invalid' })
  }
})

test('`ca_bundle` is used for logins, the SSO portal and the console', async (t) => {
  let offset = 0
  const sleep = async (/** @type {number} */ ms) => {
    offset += ms
  }
  const clock = { now: () => Date.now() + offset, sleep }
  const sso = await startSso({ now: clock.now })
  t.after(() => sso.close())
  const url = `https://localhost:${portOf(await behindTls(t, sso.url))}`
  const { direct } = await secured(t)
  const config = (/** @type {string} */ more) => `[profile dev]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_account_id = 111122223333
sso_role_name = Dev
${more}
`
  const options = (/** @type {Record<string, string>} */ env) => ({
    profile: 'dev',
    env: { ...env, AWS_ENDPOINT_URL: url },
    host: clock,
  })
  const onDeviceCode = (/** @type {{ userCode: string }} */ { userCode }) => void sso.decide(userCode)
  const without = homeWith(t, { config: config('') })
  await assert.rejects(ssoLogin({ ...options(without.env), openBrowser: false, onDeviceCode }), {
    code: 'sso-unreachable',
  })
  assert.deepEqual(sso.requests, [])
  const { env } = homeWith(t, { config: config(`ca_bundle = ${AWS_CA_BUNDLE}`) })
  await ssoLogin({ ...options(env), openBrowser: false, onDeviceCode })
  const credentials = await fromProfile({ ...options(env), cache: false })()
  assert.match(credentials.accessKeyId, /^ASIA/)
  assert.ok(sso.requests.some((/** @type {string} */ request) => request.includes('/federation/credentials')))
  // The service responds that it does not know these keys.
  await assert.rejects(consoleUrl(credentials, { endpoint: direct }), { code: 'console-refused' })
})

test('`REQUESTS_CA_BUNDLE`, and `getCallerIdentity` with credentials from any source', async (t) => {
  const { get, direct, sts } = await secured(t)
  const env = { AWS_ENDPOINT_URL_STS: direct, REQUESTS_CA_BUNDLE: AWS_CA_BUNDLE }
  const { accessKeyId, secretAccessKey, sessionToken } = await get(env)
  const keys = { accessKeyId, secretAccessKey, sessionToken }
  assert.match((await getCallerIdentity(keys, { env })).arn, /ReadOnly/)
  assert.match((await getCallerIdentity(keys, { env, endpoint: direct, region: 'eu-west-1' })).arn, /ReadOnly/)
  await assert.rejects(getCallerIdentity(keys, { env: { AWS_ENDPOINT_URL_STS: direct } }), { code: 'sts-unreachable' })
  assert.ok(sts.requests.length > 2)
})

test("a bundle replaces Node's certificates", async (t) => {
  const { direct, env } = await secured(t)
  const source = (/** @type {Record<string, string>} */ extra) => `
    import { fromProfile } from 'rolehop'
    const env = ${JSON.stringify({ ...env, AWS_ENDPOINT_URL_STS: direct, ...extra })}
    const host = { sleep: async () => {} }
    const outcome = await fromProfile({ profile: 'readonly', env, cache: false, host })().catch((error) => error)
    console.log(outcome.code ?? 'credentials')`
  const extra = { NODE_EXTRA_CA_CERTS: AWS_CA_BUNDLE }
  assert.equal((await inProcess(source({}), extra)).stdout, 'credentials\n', '`NODE_EXTRA_CA_CERTS` is used')
  assert.equal((await inProcess(source({}), {})).stdout, 'sts-unreachable\n')
  const replaced = await inProcess(source({ AWS_CA_BUNDLE: tls('other.pem') }), extra)
  assert.equal(replaced.stdout, 'sts-unreachable\n', 'but not with a bundle')
})

test('`NODE_EXTRA_CA_CERTS` is used through a proxy too', async (t) => {
  const { proxy, env } = await secured(t, { encrypted: true })
  const given = { ...env, AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', HTTPS_PROXY: proxy }
  const source = `
    import { fromProfile } from 'rolehop'
    const { accessKeyId } = await fromProfile({ profile: 'readonly', env: ${JSON.stringify(given)}, cache: false })()
    console.log(accessKeyId.slice(0, 4))`
  assert.equal((await inProcess(source, { NODE_EXTRA_CA_CERTS: AWS_CA_BUNDLE })).stdout, 'ASIA\n')
})

test('a custom `fetch` is used unchanged, regardless of the settings', async (t) => {
  const { env, config, sts, asked, proxy } = await secured(t)
  bundleOf(config, '/does/not/exist')
  const options = { profile: 'readonly', cache: /** @type {const} */ (false), fetch: globalThis.fetch }
  const provider = fromProfile({ ...options, env: { ...env, AWS_ENDPOINT_URL_STS: sts.url, HTTPS_PROXY: proxy } })
  assert.match((await provider()).accessKeyId, /^ASIA/)
  assert.equal(asked.length, 0)
})

test('user names and passwords, with and without percent-encoding', async (t) => {
  const { get, port, asked } = await secured(t)
  const cases = [
    ['me:100%pass', 'me:100%pass'],
    ['me:100%25pass', 'me:100%pass'],
    ['me:a%zzb%20c', 'me:a%zzb c'],
    ['me:%E9', 'me:%E9'],
    ['me:%C3%A9é', 'me:éé'],
    ['me%40corp.example:p@ss', 'me@corp.example:p@ss'],
    ['DOMAIN\\me:p^s|s', 'DOMAIN\\me:p^s|s'],
    ['me', 'me:'],
    ['me:p:q', 'me:p:q'],
  ]
  for (const [written = '', sent = ''] of cases) {
    for (const scheme of ['http://', '', '//', 'HTTP://']) {
      asked.length = 0
      const HTTPS_PROXY = `${scheme}${written}@127.0.0.1:${port}`
      await get({ AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', HTTPS_PROXY, AWS_CA_BUNDLE })
      const [first] = asked
      assert.equal(Buffer.from(String(first?.authorization).slice(6), 'base64').toString(), sent, HTTPS_PROXY)
    }
  }
})

test('an invalid proxy URL is an error that names the variable, without the password', async (t) => {
  const { get, actions } = await secured(t)
  const cases = [
    ['http://me:hunter2@', /is not the URL of a proxy/],
    ['http://me:hunter2@host:port', /is not the URL of a proxy/],
    ['http://me:hun/ter2@host:3128', /is not the URL of a proxy/],
    ['http://me:1/hunter2@host:3128', /is not the URL of a proxy/],
    ['http://me:1#hunter2@host:3128', /is not the URL of a proxy/],
    ['http://ho st:3128', /is not the URL of a proxy/],
    ['fe80::1:3128', /is not the URL of a proxy/],
    ['ftp://me:hunter2@host', /is not the URL of a proxy/],
    ['socks5://me:hunter2@host:1080', /sets a SOCKS proxy, which is not supported/],
    ['socks5h://host:1080', /sets a SOCKS proxy, which is not supported/],
  ]
  for (const [value, message] of cases) {
    for (const name of ['HTTPS_PROXY', 'https_proxy']) {
      const env = { AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', [name]: String(value), AWS_CA_BUNDLE }
      const error = await get(env).catch((thrown) => thrown)
      assert.equal(error.code, 'network-setting-invalid', String(value))
      assert.match(error.message, /** @type {RegExp} */ (message))
      assert.ok(error.message.includes(`\`${name}\``) && error.help, error.message)
      assert.doesNotMatch(JSON.stringify(error) + error.stack, /hun|ter2/)
    }
  }
  assert.deepEqual(actions(), [])
})

test('lower case overrides upper case, even if it is empty', async (t) => {
  const { get, proxy, asked, direct } = await secured(t)
  const wrong = 'http://127.0.0.1:9'
  const cases = /** @type {[Record<string, string>, number][]} */ ([
    [{ HTTPS_PROXY: wrong, https_proxy: proxy }, 1],
    [{ https_proxy: proxy, HTTPS_PROXY: wrong }, 1],
    [{ Https_Proxy: proxy }, 1],
    [{ HTTPS_PROXY: wrong, https_proxy: '' }, 0],
    [{ HTTPS_PROXY: '' }, 0],
    [{ HTTPS_PROXY: proxy, NO_PROXY: '*', no_proxy: '' }, 1],
    [{ HTTPS_PROXY: proxy, NO_PROXY: '', no_proxy: 'localhost' }, 0],
    [{ HTTP_PROXY: wrong, http_proxy: wrong }, 0],
    [{ ALL_PROXY: wrong, all_proxy: wrong }, 0],
  ])
  for (const [variables, times] of cases) {
    asked.length = 0
    await get({ AWS_ENDPOINT_URL_STS: direct, AWS_CA_BUNDLE, ...variables })
    assert.equal(asked.length, times, JSON.stringify(variables))
  }
})

test('`NO_PROXY` in all its spellings', async (t) => {
  const { get, port, asked, direct } = await secured(t)
  const { port: to } = new URL(direct)
  const proxy = `http://127.0.0.1:${port}`
  const excluded = [
    'LOCALHOST',
    '.localhost',
    '*.localhost',
    'a.example , localhost',
    'a.example localhost',
    ' * ',
    'a,*',
    `localhost:${to}`,
  ]
  for (const NO_PROXY of excluded) {
    await get({ AWS_ENDPOINT_URL_STS: direct, HTTPS_PROXY: proxy, NO_PROXY, AWS_CA_BUNDLE })
    assert.equal(asked.length, 0, NO_PROXY)
  }
  const address = `https://127.0.0.1:${to}`
  for (const NO_PROXY of ['127.0.0.1', '127.0.0.0/8', '10.0.0.0/8,127.0.0.1/32', '0.0.0.0/0', `127.0.0.1:${to}`]) {
    await get({ AWS_ENDPOINT_URL_STS: address, HTTPS_PROXY: proxy, NO_PROXY, AWS_CA_BUNDLE })
    assert.equal(asked.length, 0, NO_PROXY)
  }
  const not = ['localhost:1', 'calhost', 'x.localhost', '127.0.0.1', '127.0.0.0/8', '', ',', '.', '/', '127.0.0.1/99']
  for (const NO_PROXY of not) {
    asked.length = 0
    await get({ AWS_ENDPOINT_URL_STS: direct, HTTPS_PROXY: proxy, NO_PROXY, AWS_CA_BUNDLE })
    assert.equal(asked.length, 1, NO_PROXY)
  }
  for (const NO_PROXY of ['128.0.0.0/8', '127.0.0.1/33', '127.0.0.1/', '::/0', '::1', '[::1]']) {
    asked.length = 0
    await get({ AWS_ENDPOINT_URL_STS: address, HTTPS_PROXY: proxy, NO_PROXY, AWS_CA_BUNDLE })
    assert.equal(asked.length, 1, NO_PROXY)
  }
})

test('`NO_PROXY` with IPv6 addresses', async (t) => {
  const { get, proxy, asked, direct } = await secured(t)
  const { port: to } = new URL(direct)
  const there = `https://[::1]:${to}`
  const env = { AWS_ENDPOINT_URL_STS: there, HTTPS_PROXY: proxy, AWS_CA_BUNDLE }
  for (const NO_PROXY of ['::1', '[::1]', `[::1]:${to}`, '0:0:0:0:0:0:0:1', '::/64', '[::]/64', 'fd00::/8,::1/128']) {
    // The port is closed, or its certificate is of another host: all that matters is that the proxy got no request.
    await get({ ...env, NO_PROXY }).catch(() => {})
    assert.equal(asked.length, 0, NO_PROXY)
  }
  for (const NO_PROXY of ['::2', '[::1]:1', 'fd00::/8', '0.0.0.0/0', '1']) {
    asked.length = 0
    await get({ ...env, NO_PROXY }).catch(() => {})
    assert.ok(asked.length > 0, NO_PROXY)
    assert.equal(asked[0]?.target, `[::1]:${to}`)
  }
})

test('a proxy at an IPv6 address', async (t) => {
  const { get, actions } = await secured(t)
  const probe = createServer()
  const failed = await new Promise((resolve) => {
    probe.once('error', resolve)
    probe.listen(0, '::1', () => resolve(undefined))
  })
  if (failed) return t.skip('no IPv6 here')
  let target
  probe.on('connect', (request, socket) => {
    target = request.url
    socket.end('HTTP/1.1 503 Busy\r\n\r\n')
  })
  t.after(() => probe.close())
  for (const written of [`http://[::1]:${portOf(probe)}`, `[::1]:${portOf(probe)}`]) {
    target = undefined
    const error = await get({ AWS_ENDPOINT_URL_STS: 'https://sts.test.invalid', HTTPS_PROXY: written }).catch((e) => e)
    assert.match(error.message, /the proxy returned status 503/)
    assert.equal(target, 'sts.test.invalid:443')
  }
  assert.deepEqual(actions(), [])
})

test('plain HTTP needs an opt-in, and goes through the proxy for HTTP', async (t) => {
  const { get, proxy, asked } = await secured(t)
  const env = { AWS_ENDPOINT_URL_STS: 'http://sts.test.invalid:4566', HTTP_PROXY: proxy }
  const refused = await get(env).catch((thrown) => thrown)
  assert.equal(refused.code, 'endpoint-invalid')
  assert.match(refused.help, /ROLEHOP_ALLOW_HTTP/)
  assert.equal(asked.length, 0)
  const allowed = { ...env, ROLEHOP_ALLOW_HTTP: 'true' }
  assert.match((await getCallerIdentity(await get(allowed))).arn, /ReadOnly/)
  const authorization = `Basic ${Buffer.from('someone:pass word').toString('base64')}`
  assert.deepEqual(asked, Array(2).fill({ target: 'http://sts.test.invalid:4566/', authorization }))
  // In a CGI program, the variable in upper case can be a header of the client's request.
  asked.length = 0
  await assert.rejects(get({ ...allowed, REQUEST_METHOD: 'GET' }), { code: 'sts-unreachable' })
  assert.equal(asked.length, 0)
  const { HTTP_PROXY: http_proxy, ...rest } = allowed
  await get({ ...rest, http_proxy, REQUEST_METHOD: 'GET' })
  assert.equal(asked.length, 1)
})

test('loopback without TLS never goes through a proxy', async (t) => {
  const { get, proxy, asked, sts } = await secured(t)
  for (const host of ['localhost', '127.0.0.1', '0.0.0.0']) {
    const url = sts.url.replace(/127\.0\.0\.1|localhost/, host)
    await get({ AWS_ENDPOINT_URL_STS: url, HTTP_PROXY: proxy, HTTPS_PROXY: proxy })
  }
  assert.equal(asked.length, 0)
})
