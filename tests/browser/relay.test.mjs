// @ts-check
/** The web console's relay: which requests it forwards, and which it rejects. */
import assert from 'node:assert/strict'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { relay } from '../../examples/web-console/relay.mjs'

const ORIGIN = 'https://console.example'
const OWN = 'http://127.0.0.1:1/federation'

describe('the relay', () => {
  /** @type {{ to: string, init: RequestInit }[]} */
  const sent = []
  /** @type {() => Response} */
  let answer = () => new Response('answer', { headers: { 'content-type': 'text/xml', 'set-cookie': 'a=b' } })
  const send = async (/** @type {any} */ to, /** @type {any} */ init) => {
    sent.push({ to, init })
    return answer()
  }
  const options = { origin: ORIGIN, own: [OWN], send, mostAtOnce: 2, identityCenter: false }
  const server = createServer(relay(options))
  /** One that does not wait long; the other one must not time out on a busy machine. */
  const hasty = createServer(relay({ ...options, timeoutMs: 500 }))
  const both = [server, hasty]
  before(() =>
    Promise.all(both.map((each) => new Promise((resolve) => each.listen(0, '127.0.0.1', () => resolve(undefined))))),
  )
  after(() =>
    Promise.all(
      both.map((each) => new Promise((resolve) => each.close(() => resolve(undefined)).closeAllConnections())),
    ),
  )

  /**
   * Sends a request unchanged: `fetch` would normalise the path and set the origin.
   * @param {string} path
   * @param {{ method?: string, headers?: Record<string, string>, body?: string, to?: import('node:http').Server }} [options]
   * @returns {Promise<{ status: number | undefined, headers: import('node:http').IncomingHttpHeaders, text: string }>}
   */
  const ask = (path, { method = 'POST', headers = { origin: ORIGIN }, body = '', to = server } = {}) =>
    new Promise((resolve, reject) => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (to.address())
      const asked = request({ host: '127.0.0.1', port, path, method, headers }, async (response) => {
        let text = ''
        for await (const piece of response) text += piece
        resolve({ status: response.statusCode, headers: response.headers, text })
      })
      asked.once('error', reject).end(body)
    })

  it('forwards a signed request, and returns only the body of the response', async () => {
    sent.length = 0
    const headers = {
      origin: ORIGIN,
      authorization: 'signed',
      'x-amz-date': 'now',
      cookie: 'secret=1',
      referer: 'page',
    }
    const { status, headers: back, text } = await ask('/sts.eu-central-1.amazonaws.com/', { headers, body: 'Action=A' })
    assert.deepEqual([status, text], [200, 'answer'])
    assert.deepEqual([back['access-control-allow-origin'], back['set-cookie']], [ORIGIN, undefined])
    const [call] = sent
    assert.equal(call?.to, 'https://sts.eu-central-1.amazonaws.com/')
    assert.deepEqual(call?.init.headers, { authorization: 'signed', 'x-amz-date': 'now' })
    assert.deepEqual([String(call?.init.body), call?.init.redirect], ['Action=A', 'error'])
  })

  it('calls the sign-in service of every public partition, and other allowed URLs', async () => {
    const hosts = [
      'signin.aws.amazon.com',
      'signin.amazonaws.cn',
      'signin.amazonaws-us-gov.com',
      'signin.amazonaws-eusc.eu',
    ]
    sent.length = 0
    for (const host of hosts) assert.equal((await ask(`/${host}/federation`)).status, 200, host)
    assert.equal((await ask('/127.0.0.1:1/federation')).status, 200)
    assert.deepEqual(
      sent.map(({ to }) => to),
      [...hosts.map((host) => `https://${host}/federation`), OWN],
    )
  })

  it('calls no other URL', async () => {
    sent.length = 0
    const others = [
      '/',
      '/sts.amazonaws.com',
      '/sts.amazonaws.com/?a=b',
      '/sts.amazonaws.com/federation',
      '/signin.aws.amazon.com/',
      '/signin.aws.amazon.com/federation?Action=login',
      '/signin.aws.amazon.com/federation/',
      '/signin.aws.amazon.com/console',
      '/signin.aws.amazon.com:8443/federation',
      '/signin.aws.amazon.com.example/federation',
      '/a@signin.aws.amazon.com/federation',
      '/x/../signin.aws.amazon.com/federation',
      '/us-east-1.signin.aws.amazon.com/federation',
      '/signinXaws.amazon.com/federation',
      '/127.0.0.1:1/',
      '/127.0.0.1:2/federation',
      '/s3.amazonaws.com/',
      '/169.254.169.254/',
    ]
    for (const path of others) assert.equal((await ask(path)).status, 403, path)
    assert.equal((await ask('/signin.aws.amazon.com/federation', { method: 'GET' })).status, 405)
    assert.deepEqual(sent, [])
  })

  it('works under the path of a proxy, and answers a health check to everyone', async () => {
    sent.length = 0
    assert.equal((await ask('/relay/sts.amazonaws.com/')).status, 200)
    assert.equal((await ask('/other/sts.amazonaws.com/')).status, 403)
    const { status, text } = await ask('/health', { method: 'GET', headers: {} })
    assert.deepEqual([status, text, sent.length], [200, 'ok', 1])
  })

  it('serves IAM Identity Center only if the deployment allows it', async () => {
    const paths = {
      '/oidc.eu-central-1.amazonaws.com/client/register': 'POST',
      '/oidc.eu-central-1.amazonaws.com/device_authorization': 'POST',
      '/oidc.eu-central-1.amazonaws.com/token': 'POST',
      '/portal.sso.eu-central-1.amazonaws.com/federation/credentials?role_name=Dev&account_id=111122223333': 'GET',
    }
    for (const [path, method] of Object.entries(paths)) assert.equal((await ask(path, { method })).status, 403, path)
    options.identityCenter = true
    sent.length = 0
    for (const [path, method] of Object.entries(paths)) {
      const headers = { origin: ORIGIN, 'x-amz-sso_bearer_token': 'token' }
      assert.equal((await ask(path, { method, headers })).status, 200, path)
    }
    assert.deepEqual(
      sent.map(({ to, init }) => [to, init.method]),
      Object.entries(paths).map(([path, method]) => [`https:/${path}`, method]),
    )
    for (const path of [
      '/portal.sso.eu-central-1.amazonaws.com/logout',
      '/portal.sso.eu-central-1.amazonaws.com/assignment/accounts?max_result=1',
      '/portal.sso.eu-central-1.amazonaws.com.example/federation/credentials?role_name=Dev',
      '/oidc.eu-central-1.amazonaws.com/authorize',
    ]) {
      assert.equal((await ask(path)).status, 403, path)
    }
    options.identityCenter = false
  })

  it('refuses more requests at the same time than it is allowed', async () => {
    let release = () => {}
    const held = new Promise((resolve) => {
      release = () => resolve(undefined)
    })
    const before = answer
    answer = /** @type {any} */ (() => held.then(() => new Response('late')))
    const asked = [ask('/sts.amazonaws.com/'), ask('/sts.amazonaws.com/'), ask('/sts.amazonaws.com/')]
    const first = await Promise.race(asked)
    assert.equal(first.status, 503)
    release()
    assert.deepEqual((await Promise.all(asked)).map(({ status }) => status).sort(), [200, 200, 503])
    answer = before
  })

  it('accepts one origin only', async () => {
    sent.length = 0
    for (const headers of [{}, { origin: 'null' }, { origin: `${ORIGIN}.example` }]) {
      const { status } = await ask('/sts.amazonaws.com/', { headers: /** @type {any} */ (headers) })
      assert.equal(status, 403)
    }
    const { status, headers } = await ask('/sts.amazonaws.com/', { method: 'OPTIONS' })
    assert.deepEqual([status, headers['access-control-allow-methods']], [204, 'GET, POST'])
    assert.deepEqual(sent, [])
  })

  it('rejects a body that is too long, and reports a service that is down', async () => {
    sent.length = 0
    assert.equal((await ask('/sts.amazonaws.com/', { body: 'x'.repeat(65 * 1024) })).status, 413)
    assert.deepEqual(sent, [])
    answer = () => {
      throw new TypeError('no answer, because of secret')
    }
    const { status, text } = await ask('/sts.amazonaws.com/')
    assert.deepEqual([status, text], [502, ''])
  })

  /** @type {Record<string, () => Response | Promise<Response>>} */
  const stalls = {
    'no answer': () => new Promise(() => {}),
    'a response that stalls': () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })),
  }
  for (const [shows, stall] of Object.entries(stalls)) {
    it(`times out: ${shows}`, async () => {
      answer = /** @type {any} */ (stall)
      assert.equal((await ask('/sts.amazonaws.com/', { to: hasty })).status, 504)
    })
  }

  it('times out while it waits for a body, and sends no request', async () => {
    sent.length = 0
    const { port } = /** @type {import('node:net').AddressInfo} */ (hasty.address())
    const socket = connect(port, '127.0.0.1')
    socket.write(`POST /sts.amazonaws.com/ HTTP/1.1\r\nhost: x\r\norigin: ${ORIGIN}\r\ncontent-length: 9\r\n\r\nhalf`)
    let text = ''
    for await (const piece of socket) text += piece
    assert.match(text, /^HTTP\/1.1 504 /)
    assert.deepEqual(sent, [])
  })

  it('rejects a response that is too long', async () => {
    answer = () => new Response('x'.repeat(65 * 1024))
    assert.equal((await ask('/sts.amazonaws.com/')).status, 502)
  })
})
