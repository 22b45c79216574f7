// @ts-check
/** exec --serve and serve: which requests get credentials, which are rejected, and for how long. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get as httpGet, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { assertNoSecrets, assertStatus, ended, stage } from './support.mjs'

/** A Node program, as the arguments of exec. @param {string} source */
const node = (source) => ['--', process.execPath, '--input-type=module', '-e', source]

/** The requests of these tests; Node's `fetch` would add browser headers. */
const ASK = `
import { request } from 'node:http'
const { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri, AWS_CONTAINER_AUTHORIZATION_TOKEN: authorization } = process.env
const ask = (headers = {}, { method = 'GET', path = new URL(uri).pathname } = {}) => new Promise((resolve, reject) => {
  const asking = request(new URL(path, uri), { method, headers: { authorization, ...headers } }, async (answer) => {
    const text = Buffer.concat(await answer.toArray()).toString()
    resolve({ status: answer.statusCode, headers: answer.headers, text })
  })
  asking.once('error', reject).end()
})
`

test('the program gets an endpoint, and no keys', async (t) => {
  const user = await stage(t)
  const source = `${ASK}
const { status, headers, text } = await ask()
console.log(JSON.stringify({ status, headers, body: JSON.parse(text), env: process.env }))`
  const stale = {
    AWS_ACCESS_KEY_ID: 'AKIASTALE',
    AWS_SECRET_ACCESS_KEY: 'stale',
    AWS_SESSION_TOKEN: 'stale',
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/stale',
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/stale',
    AWS_WEB_IDENTITY_TOKEN_FILE: '/stale',
    AWS_ROLE_ARN: 'stale',
  }
  const args = ['exec', '--serve', '--profile', 'readonly', ...node(source)]
  const result = await user.run(args, { env: stale, printsSecrets: true })
  assertStatus(result, 0)
  const { status, headers, body, env } = JSON.parse(result.stdout)
  assert.equal(status, 200)
  assert.deepEqual(
    [headers['content-type'], headers['cache-control'], headers.connection],
    ['application/json', 'no-store', 'close'],
  )
  assert.deepEqual(Object.keys(body), ['AccessKeyId', 'SecretAccessKey', 'Token', 'Expiration', 'AccountId'])
  assert.match(body.AccessKeyId, /^ASIA/)
  assert.match(body.Expiration, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.equal(body.AccountId, '111122223333')
  assert.match(env.AWS_CONTAINER_CREDENTIALS_FULL_URI, /^http:\/\/127\.0\.0\.1:\d+\/credentials$/)
  assert.match(env.AWS_CONTAINER_AUTHORIZATION_TOKEN, /^[\w-]{43}$/)
  assert.equal(env.AWS_REGION, 'eu-central-1')
  for (const name of Object.keys(stale)) assert.ok(!(name in env), name)
  assert.ok(!('AWS_CONFIG_FILE' in env), 'files without default credentials are not replaced')
  // The endpoint closes with the command.
  const gone = httpGet(env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
  const [error] = await once(gone, 'error')
  assert.equal(error.code, 'ECONNREFUSED')
})

test('requests without the token, from a page, or with another host or method get nothing', async (t) => {
  const user = await stage(t)
  const source = `${ASK}
const { host, port } = new URL(uri)
const cases = {
  'no token': [401, { authorization: '' }],
  'another token': [401, { authorization: authorization.replace(/.$/, (c) => c === 'A' ? 'B' : 'A') }],
  'a longer token': [401, { authorization: authorization + 'x' }],
  'the token as bearer': [401, { authorization: 'Bearer ' + authorization }],
  'another path': [404, {}, { path: '/' }],
  'a query': [404, {}, { path: '/credentials?x' }],
  'a page of another origin': [403, { origin: 'https://evil.example' }],
  'a page with an opaque origin': [403, { origin: 'null' }],
  'a page of the same origin': [403, { 'sec-fetch-site': 'same-origin' }],
  'a navigation': [403, { 'sec-fetch-mode': 'navigate' }],
  'another host name for the address': [421, { host: 'evil.example:' + port }],
  'localhost': [421, { host: 'localhost:' + port }],
  'no port': [421, { host: '127.0.0.1' }],
  'a POST': [405, {}, { method: 'POST' }],
  'a preflight': [405, { origin: 'https://evil.example' }, { method: 'OPTIONS' }],
  'good': [200, {}],
}
for (const [shows, [status, headers, rest]] of Object.entries(cases)) {
  const got = await ask(headers, rest)
  const cors = Object.keys(got.headers).filter((name) => name.startsWith('access-control'))
  const leaks = status !== 200 && /Secret|AKIA|ASIA/.test(got.text)
  if (got.status !== status || cors.length > 0 || leaks) console.log(shows, got.status, cors)
}
const huge = await ask({ 'x-huge': 'x'.repeat(20000) }).catch(({ code }) => ({ status: code }))
if (huge.status === 200) console.log('huge headers')
console.log('done')`
  const result = await user.run(['exec', '--serve', '--profile', 'readonly', ...node(source)])
  assertStatus(result, 0)
  assert.equal(result.stdout, 'done\n')
})

test('one call serves many requests, and the MFA prompt comes before the program starts', async (t) => {
  const user = await stage(t)
  const source = `${ASK}
const all = await Promise.all(Array.from({ length: 20 }, () => ask()))
console.log(new Set(all.map(({ text }) => JSON.parse(text).AccessKeyId)).size)`
  const result = await user.run(['exec', '--serve', '--profile', 'deploy', '--mfa-code', '123456', ...node(source)])
  assertStatus(result, 0)
  assert.equal(result.stdout, '1\n')
  assert.deepEqual(user.calls(), ['AssumeRole', 'AssumeRole'])
  const refused = await user.run(['exec', '--serve', '--profile', 'locked', ...node('console.log("ran")')])
  assertStatus(refused, 254)
  assert.equal(refused.stdout, '')
})

test('a session that expires soon is renewed by the next request', async (t) => {
  // By the clock of STS, an hour behind, a session of an hour has some seconds left.
  const user = await stage(t, { sts: { clockOffset: 8 - 3600 } })
  const source = `${ASK}
const key = async () => JSON.parse((await ask()).text).AccessKeyId
const first = await key()
for (;;) {
  if ((await key()) !== first) break
  await new Promise((resolve) => setTimeout(resolve, 50))
}
console.log('renewed')`
  const result = await user.run(['exec', '--serve', '--profile', 'readonly', ...node(source)])
  assertStatus(result, 0)
  assert.equal(result.stdout, 'renewed\n')
})

/** The endpoint and the token that `serve` printed. @param {string} text */
function variablesIn(text) {
  const found = /FULL_URI=(\S+)\n.*TOKEN=(\S+)\n$/.exec(text)
  assert.ok(found, text)
  const [, uri = '', authorization = ''] = found
  return { uri, authorization }
}

/** Sends a request with the token. @param {{ uri: string, authorization: string }} where @returns {Promise<string>} */
async function ask({ uri, authorization }) {
  const asking = httpRequest(uri, { headers: { authorization }, agent: false }).end()
  const [answer] = await once(asking, 'response')
  assert.equal(answer.statusCode, 200)
  return JSON.parse(Buffer.concat(await answer.toArray()).toString()).AccessKeyId
}

/** Starts `serve`; it is killed after the test. @param {import('node:test').TestContext} t */
async function serving(t) {
  const user = await stage(t)
  const running = user.start(['serve', '--profile', 'readonly'])
  const end = ended(running)
  t.after(async () => {
    running.kill('SIGKILL')
    await end
  })
  const [text] = await once(running.stdout, 'data')
  return { user, where: variablesIn(String(text)) }
}

/**
 * Opens connections without a token; each one that the server closes is replaced.
 * @param {import('node:test').TestContext} t @param {string} uri @param {number} count
 * @param {(socket: import('node:net').Socket) => void} behave
 */
async function occupy(t, uri, count, behave) {
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set()
  let over = false
  const open = () =>
    new Promise((resolve) => {
      const socket = connect(Number(new URL(uri).port), '127.0.0.1', () => resolve(undefined))
      sockets.add(socket)
      socket.on('error', () => {}).on('connect', () => behave(socket))
      socket.on('close', () => {
        sockets.delete(socket)
        if (!over) open()
      })
    })
  t.after(() => {
    over = true
    for (const socket of sockets) socket.destroy()
  })
  await Promise.all(Array.from({ length: count }, open))
}

const REQUEST = 'GET /credentials HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: '

/** Sends the beginning of a request, and then a byte from time to time. @param {import('node:net').Socket} socket */
function drip(socket) {
  socket.write(REQUEST)
  const timer = setInterval(() => socket.write('x'), 50)
  socket.once('close', () => clearInterval(timer))
}

test('connections without a token do not block requests with one', { timeout: 60_000 }, async (t) => {
  const { where } = await serving(t)
  await occupy(t, where.uri, 200, () => {})
  await occupy(t, where.uri, 200, drip)
  for (let count = 0; count < 20; count += 1) assert.match(await ask(where), /^ASIA/)
})

for (const [shows, behave] of /** @type {const} */ ([
  ['sends nothing', () => {}],
  ['drips', drip],
])) {
  // Node's own timeouts would close it after half a minute.
  test(`a connection that ${shows} is closed`, { timeout: 15_000 }, async (t) => {
    const { where } = await serving(t)
    const socket = connect(Number(new URL(where.uri).port), '127.0.0.1', () => behave(socket))
    // A byte in flight when the server closes turns the close into a reset: `once` would reject.
    await new Promise((resolve) =>
      socket
        .on('error', () => {})
        .once('close', resolve)
        .resume(),
    )
  })
}

test('beyond its limit of connections, the server closes the oldest one', async (t) => {
  const { where } = await serving(t)
  await occupy(t, where.uri, 1500, () => {})
  assert.match(await ask(where), /^ASIA/)
})

test('500 concurrent requests get 500 responses from one call', async (t) => {
  const { user, where } = await serving(t)
  const keys = await Promise.all(Array.from({ length: 500 }, () => ask(where)))
  assert.equal(new Set(keys).size, 1)
  assert.deepEqual(user.calls(), ['AssumeRole'])
})

test('failed credentials are reported to the program and to the user', async (t) => {
  const user = await stage(t, { sts: { clockOffset: 8 - 3600 } })
  const source = `${ASK}
for (let count = 0; ; count += 1) {
  const { status, text } = await ask()
  if (count === 0) console.log('ready')
  if (status !== 200) { console.log(status, text); break }
  await new Promise((resolve) => setTimeout(resolve, 50))
}`
  const running = user.start(['exec', '--serve', '--profile', 'readonly', ...node(source)])
  const end = ended(running)
  await once(running.stdout, 'data')
  user.sts.faults.push({ error: 'AccessDenied', times: 1000 })
  const result = await end
  assertStatus(result, 0)
  assert.match(result.stdout, /^ready\n500 \{"Code":"sts-access-denied"/)
  assert.match(result.stderr, /error\[sts-access-denied\]/)
})

test('serve prints its variables, serves credentials, and ends with Ctrl-C', {
  skip: process.platform === 'win32',
}, async (t) => {
  const user = await stage(t)
  const running = user.start(['serve', '--profile', 'readonly'])
  const end = ended(running)
  const [text] = await once(running.stdout, 'data')
  const found =
    /^export AWS_CONTAINER_CREDENTIALS_FULL_URI=(\S+)\nexport AWS_CONTAINER_AUTHORIZATION_TOKEN=(\S+)\n$/.exec(text)
  assert.ok(found, text)
  const [, uri = '', authorization = ''] = found
  const asking = httpRequest(uri, { headers: { authorization } }).end()
  const [answer] = await once(asking, 'response')
  assert.equal(answer.statusCode, 200)
  assert.match(Buffer.concat(await answer.toArray()).toString(), /"AccessKeyId": "ASIA/)
  running.kill('SIGINT')
  const result = await end
  assertStatus(result, 0)
  assertNoSecrets(result, user.cachedSecrets())
  assert.match(result.stderr, /serving until Ctrl-C/)
  const [error] = await once(httpGet(uri), 'error')
  assert.equal(error.code, 'ECONNREFUSED')
})

test('serve rejects an invalid port or format before any call', async (t) => {
  const user = await stage(t)
  const profile = ['--profile', 'readonly']
  const [, port = ''] = /:(\d+)$/.exec(user.sts.url) ?? []
  for (const args of [
    ['--port', '65536'],
    ['--port', 'http'],
    ['--format', 'json'],
  ]) {
    assertStatus(await user.run(['serve', ...profile, ...args]), 252)
    assert.deepEqual(user.calls(), [])
  }
  const taken = await user.run(['serve', ...profile, '--port', port])
  assertStatus(taken, 252)
  assert.match(taken.stderr, /EADDRINUSE/)
})
