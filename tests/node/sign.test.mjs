// @ts-check
/** Signed requests as data. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  consoleUrl,
  getCallerIdentity,
  getSessionToken,
  isRolehopError,
  SharedConfig,
  signAssumeRole,
  signGetCallerIdentity,
} from 'rolehop'
import { DEMO_EXTERNAL_ID, DEMO_KEY, DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { demo } from './support.mjs'

const date = new Date()

test('STS accepts a signed hop', async (t) => {
  const { sts, env } = await demo(t)
  const plan = SharedConfig.parse(demoFiles()).plan('hub', { env })
  const [hop] = plan.hops
  assert.ok(hop)
  const { url, ...request } = signAssumeRole(hop, DEMO_KEY, { date, tokenCode: DEMO_MFA.code, roleSessionName: 'me' })
  const answer = await fetch(url, request)
  assert.equal(answer.status, 200, await answer.text())
  assert.equal(sts.requests[0]?.params.RoleSessionName, 'me')
})

test('a hop without a plan needs a role, a region and an endpoint', () => {
  const hop = {
    roleArn: 'arn:aws:iam::111122223333:role/A',
    region: 'eu-west-1',
    endpoint: 'https://sts.eu-west-1.amazonaws.com/',
  }
  const request = signAssumeRole({ ...hop, externalId: DEMO_EXTERNAL_ID }, DEMO_KEY, {
    date: new Date(0),
    roleSessionName: 'me',
  })
  assert.equal(request.method, 'POST')
  assert.equal(new URL(request.url).host, 'sts.eu-west-1.amazonaws.com')
  assert.match(
    request.headers.authorization ?? '',
    /Credential=AKIADEMOALICEEXAMPLE\/19700101\/eu-west-1\/sts\/aws4_request/,
  )
  assert.equal(new URLSearchParams(request.body).get('ExternalId'), DEMO_EXTERNAL_ID)
  const again = signAssumeRole({ ...hop, externalId: DEMO_EXTERNAL_ID }, DEMO_KEY, {
    date: new Date(0),
    roleSessionName: 'me',
  })
  assert.deepEqual(again, request, 'the result depends only on the arguments')
})

test('GetCallerIdentity at a regional, the global and a custom endpoint', () => {
  const urls = [{ region: 'us-gov-west-1' }, {}, { region: 'eu-west-1', endpoint: 'http://127.0.0.1:1/x' }].map(
    (where) => signGetCallerIdentity(DEMO_KEY, { date, ...where }).url,
  )
  assert.deepEqual(
    urls.map((url) => url.replace(/\/$/, '')),
    ['https://sts.us-gov-west-1.amazonaws.com', 'https://sts.amazonaws.com', 'http://127.0.0.1:1/x'],
  )
})

test('an invalid date is rejected', () => {
  for (const bad of [new Date(Number.NaN), undefined, 0]) {
    assert.throws(() => signGetCallerIdentity(DEMO_KEY, { date: /** @type {Date} */ (bad) }), { code: 'usage-invalid' })
  }
})

test('an invalid region has the same error in every function', async () => {
  const region = 'no region '.repeat(15)
  const session = { ...DEMO_KEY, sessionToken: 'token' }
  const calls = [
    async () => signGetCallerIdentity(DEMO_KEY, { date, region }),
    async () => getCallerIdentity(DEMO_KEY, { region }),
    async () => getSessionToken(DEMO_KEY, { region, mfaSerial: DEMO_MFA.serial, mfaCodeProvider: async () => '' }),
    async () => consoleUrl(session, { region }),
  ]
  const messages = calls.map((run) =>
    run().then(String, (error) => (isRolehopError(error, 'region-invalid') ? error.message : String(error))),
  )
  const [message, ...others] = new Set(await Promise.all(messages))
  assert.match(String(message), /^`no region .* is not a region$/)
  assert.throws(() => signGetCallerIdentity(DEMO_KEY, { date, region: '' }), { message: 'the region is empty' })
  assert.deepEqual(others, [])
})

test('headers are own properties, even if `Object.prototype` has a setter of the same name', () => {
  Object.defineProperty(Object.prototype, 'authorization', { set: () => {}, configurable: true })
  try {
    const { headers } = signGetCallerIdentity(DEMO_KEY, { date })
    assert.deepEqual(Object.keys(headers), ['content-type', 'x-amz-date', 'authorization'])
  } finally {
    delete (/** @type {any} */ (Object.prototype).authorization)
  }
})
