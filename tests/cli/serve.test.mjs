// @ts-check
/** exec --serve and serve: who gets credentials there, who does not, and for how long. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get as httpGet, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { assertNoSecrets, assertStatus, ended, stage } from './support.mjs'

/** A program of Node's, as the arguments of exec. @param {string} source */
const node = (source) => ['--', process.execPath, '--input-type=module', '-e', source]

/** How the programs of these tests ask; Node's `fetch` adds headers that browsers have. */
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
  assert.ok(!('AWS_CONFIG_FILE' in env), 'the files hold no default credentials and are left alone')
  // Gone with the command.
  const gone = httpGet(env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
  const [error] = await once(gone, 'error')
  assert.equal(error.code, 'ECONNREFUSED')
})

test('others get nothing: no token, a page, another name, another way', async (t) => {
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
  'a page of no origin': [403, { origin: 'null' }],
  'a page of its own origin': [403, { 'sec-fetch-site': 'same-origin' }],
  'a navigation': [403, { 'sec-fetch-mode': 'navigate' }],
  'a name that leads here': [421, { host: 'evil.example:' + port }],
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

test('one call serves many who ask, and a code is asked for before the program starts', async (t) => {
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

test('a session that ends soon is renewed by the next request', async (t) => {
  // By a clock that is an hour behind, a session of an hour has some seconds left.
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

/** What `serve` printed: where to ask and with which token. @param {string} text */
function variablesIn(text) {
  const found = /FULL_URI=(\S+)\n.*TOKEN=(\S+)\n$/.exec(text)
  assert.ok(found, text)
  const [, uri = '', authorization = ''] = found
  return { uri, authorization }
}

/** Asks with the token. @param {{ uri: string, authorization: string }} where @returns {Promise<string>} */
async function ask({ uri, authorization }) {
  const asking = httpRequest(uri, { headers: { authorization }, agent: false }).end()
  const [answer] = await once(asking, 'response')
  assert.equal(answer.statusCode, 200)
  return JSON.parse(Buffer.concat(await answer.toArray()).toString()).AccessKeyId
}

/** `serve`, running; it is ended with the test. @param {import('node:test').TestContext} t */
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
 * Connections of somebody without a token: for each that is closed, another is opened.
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

/** Sends the beginning of a request, and then a byte now and again. @param {import('node:net').Socket} socket */
function drip(socket) {
  socket.write(REQUEST)
  const timer = setInterval(() => socket.write('x'), 50)
  socket.once('close', () => clearInterval(timer))
}

test('connections without a token keep nobody out', { timeout: 60_000 }, async (t) => {
  const { where } = await serving(t)
  await occupy(t, where.uri, 200, () => {})
  await occupy(t, where.uri, 200, drip)
  for (let count = 0; count < 20; count += 1) assert.match(await ask(where), /^ASIA/)
})

for (const [shows, behave] of /** @type {const} */ ([
  ['sends nothing', () => {}],
  ['drips', drip],
])) {
  // Node's own limits would close it after half a minute.
  test(`a connection that ${shows} is closed`, { timeout: 15_000 }, async (t) => {
    const { where } = await serving(t)
    const socket = connect(Number(new URL(where.uri).port), '127.0.0.1', () => behave(socket))
    // A byte that is on its way when the server closes makes the close a reset: `once` would reject.
    await new Promise((resolve) =>
      socket
        .on('error', () => {})
        .once('close', resolve)
        .resume(),
    )
  })
}

test('more connections than the server keeps close the oldest, not the newest', async (t) => {
  const { where } = await serving(t)
  await occupy(t, where.uri, 1500, () => {})
  assert.match(await ask(where), /^ASIA/)
})

test('500 requests at once get 500 answers from one call', async (t) => {
  const { user, where } = await serving(t)
  const keys = await Promise.all(Array.from({ length: 500 }, () => ask(where)))
  assert.equal(new Set(keys).size, 1)
  assert.deepEqual(user.calls(), ['AssumeRole'])
})

test('what cannot be had is said to the program and to the person', async (t) => {
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

test('serve prints how to find it, serves, and ends with Ctrl-C', { skip: process.platform === 'win32' }, async (t) => {
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

test('serve refuses a port or a format that cannot be, before any call', async (t) => {
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
