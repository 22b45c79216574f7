// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { DEMO_MFA } from './demo.mjs'
import { sdk, send, serve, stoppedClock } from './testing.mjs'

const HUB = 'arn:aws:iam::111122223333:role/Hub'
const READ_ONLY = 'arn:aws:iam::111122223333:role/team/ReadOnly'
const ASSUME = { Action: 'AssumeRole', RoleArn: READ_ONLY, RoleSessionName: 'name' }
const HUB_MFA = { ...ASSUME, RoleArn: HUB, SerialNumber: DEMO_MFA.serial, TokenCode: DEMO_MFA.code }

test('after two throttled attempts, the third one of the SDK succeeds', async (t) => {
  const sts = await serve(t, { faults: [{ error: 'Throttling', times: 2 }] })
  const client = sdk(sts.url, { maxAttempts: 3 })
  const { Arn } = await client.send(new GetCallerIdentityCommand())
  assert.equal(Arn, 'arn:aws:iam::111122223333:user/alice')
  assert.deepEqual(
    sts.requests.map(({ status, code, fault }) => [status, code, fault]),
    [
      [400, 'Throttling', true],
      [400, 'Throttling', true],
      [200, undefined, false],
    ],
  )
})

/** @type {[string, import('./faults.mjs').Fault, number, string | undefined, RegExp][]} */
const answers = [
  ['throttling', { error: 'Throttling' }, 400, 'Throttling', /Rate exceeded/],
  ['an error of the server', { error: 'InternalFailure' }, 500, 'InternalFailure', /<Type>Receiver</],
  [
    'an error of any kind',
    { error: { code: 'Odd', message: 'a <b> & c', status: 418 } },
    418,
    'Odd',
    /a &lt;b&gt; &amp; c/,
  ],
  ['a bare status', { status: 503, body: 'down' }, 503, undefined, /^down$/],
  ['a captive portal', { portal: true }, 200, undefined, /<html>/],
  ['a redirect', { redirect: 'http://127.0.0.1:9/' }, 307, undefined, /^$/],
  ['a body cut short', { truncate: 40 }, 200, undefined, /^<GetCallerIdentityResponse xmlns="https:/],
  ['another body', { body: '<x/>' }, 200, undefined, /^<x\/>$/],
  ['pieces', { drip: { bytes: 100, every: 1 } }, 200, undefined, /<\/GetCallerIdentityResponse>\n$/],
  ['a late response', { delay: 5 }, 200, undefined, /<\/GetCallerIdentityResponse>\n$/],
]

for (const [what, fault, status, code, text] of answers) {
  test(`fault: ${what}, once`, async (t) => {
    const sts = await serve(t, { faults: [fault] })
    const answer = await send(sts.url)
    assert.deepEqual([answer.status, answer.code], [status, code])
    assert.match(answer.text, text)
    assert.equal((await send(sts.url)).status, 200)
    assert.deepEqual(
      sts.requests.map((entry) => entry.fault),
      [true, false],
    )
  })
}

/** @type {[string, import('./faults.mjs').Fault][]} */
const torn = [
  ['reset before the response', { reset: true }],
  ['reset within the response', { cut: 40 }],
]

for (const [what, fault] of torn) {
  test(`fault: ${what}`, async (t) => {
    const sts = await serve(t, { faults: [fault] })
    await assert.rejects(send(sts.url), TypeError)
    assert.equal((await send(sts.url)).status, 200)
  })
}

test('fault: no response, and the server still closes', async (t) => {
  const sts = await serve(t, { faults: [{ hang: true }] })
  const call = send(sts.url)
  const refused = assert.rejects(call, TypeError)
  while (sts.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
  await sts.close()
  await refused
})

test('fault: another role, and a session that never expires', async (t) => {
  const sts = await serve(t)
  const Arn = 'arn:aws:sts::999999999999:assumed-role/Other/name'
  sts.faults.push({ set: { 'AssumedRoleUser.Arn': Arn }, omit: ['Credentials.Expiration'] })
  const { AssumedRoleUser, Credentials } = await sdk(sts.url).send(
    new AssumeRoleCommand({ RoleArn: READ_ONLY, RoleSessionName: 'name' }),
  )
  assert.equal(AssumedRoleUser?.Arn, Arn)
  assert.equal(Credentials?.Expiration, undefined)
  assert.match(String(Credentials?.AccessKeyId), /^ASIA/)
})

test('fault: headers are added', async (t) => {
  const sts = await serve(t, { faults: [{ headers: { 'retry-after': '7' } }] })
  assert.equal((await send(sts.url)).headers.get('retry-after'), '7')
})

test('a fault waits for a request of its operation', async (t) => {
  const sts = await serve(t, { faults: [{ action: 'AssumeRole', error: 'Throttling' }] })
  assert.equal((await send(sts.url)).status, 200)
  assert.equal((await send(sts.url, { params: ASSUME })).code, 'Throttling')
  assert.equal(sts.faults.waiting, 0)
})

test('an MFA code is consumed with `after`, not without it', async (t) => {
  const sts = await serve(t, { now: stoppedClock(Date.now()).now })
  sts.faults.push({ error: 'ServiceUnavailable' }, { error: 'InternalFailure', after: true })
  const codes = []
  for (let round = 0; round < 3; round += 1) codes.push((await send(sts.url, { params: HUB_MFA })).code)
  assert.deepEqual(codes, ['ServiceUnavailable', 'InternalFailure', 'AccessDenied'])
  assert.equal(sts.state.sessions.size, 1)
})

test('an unknown fault is rejected', async (t) => {
  const sts = await serve(t)
  assert.throws(() => sts.faults.push(/** @type {any} */ ({ explode: true })), /no such fault: explode/)
})
