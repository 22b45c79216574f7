// @ts-check
/** Responses that stall, drip or never arrive: every wait ends, and no connection stays open after it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { describe, mock, test } from 'node:test'
import { createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { fromProfile, getCallerIdentity, promptForMfaCode, SharedConfig } from 'rolehop'
import { DEMO_KEY, demo, homeWith, root } from './support.mjs'

const tls = (/** @type {string} */ name) => fileURLToPath(new URL(`tls/${name}`, import.meta.url))

/** Does not wait between tries. */
const host = { sleep: async () => {} }

const POSIX = { skip: process.platform === 'win32' && 'there are no signals' }

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n'

/**
 * The behavior of a server on a connection after a request.
 * @type {Record<string, (socket: import('node:net').Socket) => void>}
 */
const STALLS = {
  'no answer': () => {},
  'headers that stop in the middle': (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-'),
  'headers, then nothing': (socket) => socket.write(`${HEAD}content-length: 5000\r\n\r\n`),
  'headers of a chunked response, then nothing': (socket) => socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`),
  'half a response, then nothing': (socket) => socket.write(`${HEAD}content-length: 5000\r\n\r\n<GetCaller`),
  'a byte from time to time': (socket) => {
    socket.write(`${HEAD}content-length: 50000\r\n\r\n`)
    drip(socket, ' ')
  },
  'a header from time to time': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    drip(socket, 'x-more: 1\r\n')
  },
}

function drip(/** @type {import('node:net').Socket} */ socket, /** @type {string} */ piece) {
  const timer = setInterval(() => socket.write(piece), 50)
  socket.on('close', () => clearInterval(timer))
}

/**
 * A server that stalls, and the number of its requests.
 * @param {import('node:test').TestContext} t
 * @param {(socket: import('node:net').Socket) => void} stall
 */
async function stalling(t, stall) {
  let reach = () => {}
  const reached = new Promise((/** @type {(value?: undefined) => void} */ done) => {
    reach = done
  })
  const seen = { requests: 0, url: '', reached }
  const sockets = new Set()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => {
      seen.requests += 1
      stall(socket)
      reach()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  seen.url = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`
  return seen
}

/**
 * Runs a module in a separate process with constant garbage collection.
 * @param {string} source
 * @param {Record<string, string>} env `HURRY`: timers are fast
 * @param {(child: import('node:child_process').ChildProcess) => void} [meanwhile]
 */
async function idling(source, env, meanwhile) {
  const preload = ['--expose-gc', '--import', new URL('hurry.mjs', import.meta.url).href]
  const child = spawn(process.execPath, [...preload, '--input-type=module', '--eval', source], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  meanwhile?.(child)
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
  const [status] = await once(child, 'close')
  return { status, stdout }
}

// The tests mostly wait, each for a process of its own.
describe('a response that stalls', { concurrency: 4 }, () => {
  for (const [shows, stall] of Object.entries(STALLS)) {
    test(`${shows}: the call times out and the process ends`, { timeout: 30_000 }, async (t) => {
      const server = await stalling(t, stall)
      const source = `
      import { getCallerIdentity } from 'rolehop'
      const env = { AWS_ENDPOINT_URL_STS: '${server.url}', AWS_REGION: 'eu-west-1' }
      const keys = { accessKeyId: 'AKIAQ7XK2JVN5WZH1234', secretAccessKey: 'unused' }
      const host = { sleep: async () => {} }
      const error = await getCallerIdentity(keys, { env, host }).catch((thrown) => thrown)
      console.log(error.code, error.message)`
      const { status, stdout } = await idling(source, { HURRY: '1' })
      assert.match(stdout, /^sts-unreachable .*timed out/)
      assert.equal(status, 0)
    })

    test(`${shows}: the caller's abort ends the call and its connection`, { ...POSIX, timeout: 30_000 }, async (t) => {
      const server = await stalling(t, stall)
      const source = `
      import { getCallerIdentity } from 'rolehop'
      const controller = new AbortController()
      // Only then can the process idle, and collect garbage, for a while before the abort.
      process.once('SIGUSR2', () => setTimeout(() => controller.abort(), 300))
      const env = { AWS_ENDPOINT_URL_STS: '${server.url}', AWS_REGION: 'eu-west-1' }
      const keys = { accessKeyId: 'AKIAQ7XK2JVN5WZH1234', secretAccessKey: 'unused' }
      const error = await getCallerIdentity(keys, { env, signal: controller.signal }).catch((thrown) => thrown)
      console.log(error.code)`
      const { status, stdout } = await idling(source, {}, (child) => server.reached.then(() => child.kill('SIGUSR2')))
      assert.deepEqual([stdout, status], ['aborted\n', 0])
    })
  }
})

test('an MFA code whose response stalls is not sent again', { timeout: 30_000 }, async (t) => {
  const server = await stalling(t, STALLS['headers, then nothing'] ?? (() => {}))
  const { home } = await demo(t)
  const source = `
    import { fromProfile } from 'rolehop'
    const env = { HOME: ${JSON.stringify(home)}, AWS_ENDPOINT_URL_STS: '${server.url}' }
    const error = await fromProfile({ profile: 'hub', env, mfaCodeProvider: async () => '123456' })().catch((thrown) => thrown)
    console.log(error.code)`
  const { status, stdout } = await idling(source, { HURRY: '1' })
  assert.deepEqual([stdout, status], ['mfa-outcome-unknown\n', 0])
  assert.ok(server.requests <= 1)
})

/**
 * The behavior of a proxy on a request for a connection, or of a server on a TLS handshake.
 * @type {Record<string, [string, (at: string) => Record<string, string>, (socket: import('node:net').Socket) => void]>}
 */
const BEFORE_THE_REQUEST = {
  'a proxy that never responds': ['sts.test.invalid', (at) => ({ HTTPS_PROXY: `http://${at}` }), () => {}],
  'a proxy whose TLS stalls': ['sts.test.invalid', (at) => ({ HTTPS_PROXY: `https://${at}` }), () => {}],
  'a proxy whose response drips': [
    'sts.test.invalid',
    (at) => ({ HTTPS_PROXY: `http://${at}` }),
    STALLS['a header from time to time'] ?? (() => {}),
  ],
  'TLS that stalls behind a proxy': [
    'sts.test.invalid',
    (at) => ({ HTTPS_PROXY: `http://${at}` }),
    (socket) => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'),
  ],
  'TLS that stalls': ['', () => ({ AWS_CA_BUNDLE: tls('ca.pem') }), () => {}],
}

for (const [shows, [name, variables, stall]] of Object.entries(BEFORE_THE_REQUEST)) {
  test(`${shows}: an MFA code is known to be unused`, { timeout: 30_000 }, async (t) => {
    const server = await stalling(t, stall)
    const at = server.url.replace('http://', '')
    const { home } = await demo(t)
    const env = { HOME: home, AWS_ENDPOINT_URL_STS: `https://${name || at}`, ...variables(at) }
    const source = `
      import { fromProfile } from 'rolehop'
      const env = ${JSON.stringify(env)}
      const host = { sleep: async () => {} }
      const error = await fromProfile({ profile: 'hub', env, host, mfaCodeProvider: async () => '123456' })().catch((thrown) => thrown)
      console.log(error.code, error.message)`
    const { status, stdout } = await idling(source, { HURRY: '1' })
    assert.match(stdout, /^sts-unreachable .*timed out/)
    assert.equal(status, 0)
  })
}

test('a response that stalls over TLS times out, and its connection is closed', { timeout: 30_000 }, async (t) => {
  const server = await stalling(t, STALLS['half a response, then nothing'] ?? (() => {}))
  const options = { key: readFileSync(tls('server.key')), cert: readFileSync(tls('server.pem')) }
  const front = createTlsServer(options, (socket) => {
    const behind = connect(Number(new URL(server.url).port))
    behind.on('error', () => {})
    socket
      .on('error', () => {})
      .pipe(behind)
      .pipe(socket)
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  t.after(() => front.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (front.address())
  const source = `
    import { getCallerIdentity } from 'rolehop'
    const env = { AWS_ENDPOINT_URL_STS: 'https://localhost:${port}', AWS_REGION: 'eu-west-1', AWS_CA_BUNDLE: '${tls('ca.pem')}' }
    const keys = { accessKeyId: 'AKIAQ7XK2JVN5WZH1234', secretAccessKey: 'unused' }
    const error = await getCallerIdentity(keys, { env, host: { sleep: async () => {} } }).catch((thrown) => thrown)
    console.log(error.code, error.message)`
  const { status, stdout } = await idling(source, { HURRY: '1' })
  assert.match(stdout, /^sts-unreachable .*timed out/)
  assert.equal(status, 0)
})

const never = () => new Promise(() => {})

/**
 * The behavior of a custom `fetch`.
 * @type {Record<string, () => Promise<any>>}
 */
const FETCHES = {
  'never settles': never,
  'returns a body that never ends': async () => new Response(new ReadableStream({ pull: never })),
  'returns a body that drips': async () =>
    new Response(
      new ReadableStream({
        pull: async (controller) => {
          await new Promise((done) => setTimeout(done, 1000))
          controller.enqueue(new Uint8Array(1))
        },
        cancel: never,
      }),
    ),
  'returns no stream and never its bytes': async () => ({
    status: 200,
    headers: new Headers(),
    body: null,
    arrayBuffer: never,
  }),
}

for (const [shows, fetch] of Object.entries(FETCHES)) {
  const options = { region: 'eu-central-1', env: {}, host, fetch }

  test(`a custom \`fetch\` that ${shows} times out`, async (t) => {
    mock.timers.enable({ apis: ['setTimeout'] })
    t.after(() => mock.timers.reset())
    let settled = false
    const waiting = getCallerIdentity(DEMO_KEY, options)
      .catch((thrown) => thrown)
      .finally(() => {
        settled = true
      })
    let seconds = 0
    for (; !settled; seconds += 1) {
      for (let turns = 0; turns < 10; turns += 1) await new Promise((done) => setImmediate(done))
      mock.timers.tick(1000)
      assert.ok(seconds < 120, 'it is still waiting')
    }
    assert.equal((await waiting).code, 'sts-unreachable')
  })

  test(`a custom \`fetch\` that ${shows} ends with the caller's signal`, async () => {
    const controller = new AbortController()
    const waiting = getCallerIdentity(DEMO_KEY, { ...options, signal: controller.signal }).catch((thrown) => thrown)
    setImmediate(() => controller.abort(new Error('enough')))
    const error = await waiting
    assert.deepEqual([error.code, error.cause?.message], ['aborted', 'enough'])
  })
}

test('the late response of a `fetch` that ignores its signal is canceled', async () => {
  const controller = new AbortController()
  let cancelled = false
  /** @type {(response: Response) => void} */
  let answer = () => {}
  const fetch = () => new Promise((/** @type {(response: Response) => void} */ done) => (answer = done))
  const options = { region: 'eu-central-1', env: {}, fetch, signal: controller.signal }
  const waiting = getCallerIdentity(DEMO_KEY, options).catch((thrown) => thrown)
  await new Promise((done) => setImmediate(done))
  controller.abort()
  assert.equal((await waiting).code, 'aborted')
  const cancel = () => {
    cancelled = true
  }
  answer(new Response(new ReadableStream({ cancel })))
  await new Promise((done) => setImmediate(done))
  assert.ok(cancelled)
})

/**
 * Functions of the caller that may never settle, and the call that waits for them.
 * @type {Record<string, (signal: AbortSignal, t: import('node:test').TestContext) => Promise<unknown>>}
 */
const WAITS = {
  'a `mfaCodeProvider`': async (signal, t) => {
    const { env } = await demo(t)
    return fromProfile({ profile: 'hub', env, signal, mfaCodeProvider: /** @type {any} */ (never) })()
  },
  'a `prompt` of the host': (signal) =>
    promptForMfaCode('serial', { signal, host: { prompt: /** @type {any} */ (never) } }),
  'a `readFile` of the host': (signal) =>
    SharedConfig.load({ signal, env: { HOME: '/h' }, host: { readFile: /** @type {any} */ (never) } }),
  'a `readFile` of the host in a run': (signal) =>
    fromProfile({ signal, env: { HOME: '/h' }, host: { readFile: /** @type {any} */ (never) } })(),
  'a `lock` of the host': async (signal, t) => {
    const { env } = await demo(t)
    return fromProfile({ profile: 'readonly', env, signal, host: { lock: /** @type {any} */ (never) } })()
  },
  'a `lock` of the host while files are saved': async (signal, t) => {
    const { env } = homeWith(t, { config: '[default]\nregion = eu-west-1\n' })
    const config = await SharedConfig.load({ env, host: { lock: /** @type {any} */ (never) } })
    config.set('default', 'region', 'eu-west-2')
    return config.save({ signal })
  },
  'a `run` of the host': async (signal, t) => {
    const { env } = homeWith(t, { config: '[profile p]\ncredential_process = helper\n' })
    return fromProfile({ profile: 'p', env, signal, host: { run: /** @type {any} */ (never) } })()
  },
  'a provider of credentials': (signal) =>
    getCallerIdentity(/** @type {any} */ (never), { signal, region: 'eu-west-1', env: {} }),
}

for (const [what, wait] of Object.entries(WAITS)) {
  test(`the caller's signal ends the wait for ${what}`, { timeout: 5_000 }, async (t) => {
    const controller = new AbortController()
    const waiting = wait(controller.signal, t).catch((/** @type {any} */ thrown) => thrown)
    setTimeout(() => controller.abort(), 50)
    const error = /** @type {any} */ (await waiting)
    assert.equal(error.code, 'aborted')
  })
}
