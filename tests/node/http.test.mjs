// @ts-check
/** Which responses are accepted, and when a request times out. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { mock, test } from 'node:test'
import { fromProfile, getCallerIdentity } from 'rolehop'
import { DEMO_KEY, demo } from './support.mjs'

const REGION = { region: 'eu-central-1', env: {} }

/** Does not wait between tries. */
const host = { sleep: async () => {} }

test('a redirect is not followed: its target gets no request', async (t) => {
  const { env, sts } = await demo(t)
  let reached = 0
  const other = createServer((_, response) => {
    reached += 1
    response.end()
  })
  await new Promise((done) => other.listen(0, '127.0.0.1', () => done(undefined)))
  t.after(() => other.close())
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address())
  sts.faults.push({ redirect: `http://127.0.0.1:${port}/`, times: 3 })
  await assert.rejects(fromProfile({ profile: 'readonly', env, host })(), { name: 'RolehopError' })
  assert.equal(reached, 0)
})

const answers = /** @type {const} */ ([
  ['a captive portal', { portal: true }, 'not-an-sts-response'],
  ['a response that is too long', { body: 'x'.repeat(70_000), status: 200 }, 'not-an-sts-response'],
  ['a truncated response', { truncate: 300 }, 'not-an-sts-response'],
  [
    'credentials of another role',
    { set: { 'AssumedRoleUser.Arn': 'arn:aws:sts::111122223333:assumed-role/Other/x' } },
    'identity-mismatch',
  ],
])

for (const [shows, fault, code] of answers) {
  test(`${shows} is rejected`, async (t) => {
    const { env, sts } = await demo(t)
    sts.faults.push({ ...fault, times: 3 })
    const error = await fromProfile({ profile: 'readonly', env, host })().catch((thrown) => thrown)
    assert.equal(error.name, 'RolehopError')
    if (code) assert.ok([code, 'sts-unreachable'].includes(error.code), `${error.code}: ${error.message}`)
  })
}

test('a server that never responds causes a timeout', async (t) => {
  const { env, sts } = await demo(t)
  sts.faults.push({ hang: true, times: 3 })
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const waiting = fromProfile({ profile: 'readonly', env, host })().catch((thrown) => thrown)
  let settled = false
  void waiting.then(() => {
    settled = true
  })
  // Only the timers advance, once the first request has arrived.
  while (!settled) {
    await new Promise((done) => setImmediate(done))
    if (sts.requests.length > 0) mock.timers.tick(1000)
  }
  assert.equal((await waiting).code, 'sts-unreachable')
})

test('a refused connection is retried and then reported', async () => {
  let tries = 0
  /** @type {typeof fetch} */
  const refused = async () => {
    tries += 1
    throw Object.assign(new TypeError('fetch failed'), {
      cause: Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
    })
  }
  await assert.rejects(getCallerIdentity(DEMO_KEY, { ...REGION, fetch: refused, host }), {
    code: 'sts-unreachable',
    message: /ECONNREFUSED/,
    exitCode: 255,
  })
  assert.equal(tries, 3)
})

test('`getCallerIdentity` calls the endpoint of its options, with any credentials', async (t) => {
  const { sts } = await demo(t)
  const expected = { account: '111122223333', arn: 'arn:aws:iam::111122223333:user/alice' }
  const { userId, ...identity } = await getCallerIdentity(DEMO_KEY, { ...REGION, endpoint: sts.url })
  assert.deepEqual(identity, expected)
  assert.ok(userId)
  const provider = async () => DEMO_KEY
  const env = { AWS_ENDPOINT_URL_STS: sts.url, AWS_REGION: 'eu-west-3' }
  assert.equal((await getCallerIdentity(provider, { env })).arn, expected.arn)
  assert.equal(sts.requests.at(-1)?.region, 'eu-west-3')
})

test('a wrong secret key is rejected and reported', async (t) => {
  const { sts } = await demo(t)
  const wrong = { ...DEMO_KEY, secretAccessKey: 'wrong' }
  await assert.rejects(getCallerIdentity(wrong, { ...REGION, endpoint: sts.url }), {
    code: 'credentials-rejected',
    exitCode: 254,
  })
})
