// @ts-check
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { AwsClient } from 'aws4fetch'
import { DEMO_KEY, demoWorld } from './demo.mjs'
import { credentialsOf, REGION, sdk, send, serve, stoppedClock } from './testing.mjs'

const ALICE = 'arn:aws:iam::111122223333:user/alice'
const READ_ONLY = 'arn:aws:iam::111122223333:role/team/ReadOnly'
const MINUTE = 60_000

test('signatures of three independent clients are accepted', async (t) => {
  const sts = await serve(t)
  const { Arn, Account, UserId } = await sdk(sts.url).send(new GetCallerIdentityCommand())
  assert.deepEqual([Arn, Account], [ALICE, '111122223333'])
  assert.match(String(UserId), /^AIDA[A-Z2-7]{17}$/)

  assert.match((await send(sts.url)).text, /<Arn>arn:aws:iam::111122223333:user\/alice<\/Arn>/)

  const aws = new AwsClient({ ...DEMO_KEY, service: 'sts', region: REGION })
  const body = 'Action=GetCallerIdentity&Version=2011-06-15'
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await aws.fetch(`${sts.url}/`, { method: 'POST', headers, body })
  assert.equal(response.status, 200)
  assert.deepEqual(
    sts.requests.map(({ action, authOk, status, region }) => [action, authOk, status, region]),
    Array(3).fill(['GetCallerIdentity', true, 200, REGION]),
  )
})

/** @type {[string, import('./testing.mjs').RequestChanges, number, string][]} */
const rejections = [
  ['wrong secret', { credentials: { ...DEMO_KEY, secretAccessKey: 'wrong' } }, 403, 'SignatureDoesNotMatch'],
  ['unknown key', { credentials: { ...DEMO_KEY, accessKeyId: 'AKIANOBODYATALLXXXXX' } }, 403, 'InvalidClientTokenId'],
  [
    'inactive key',
    { credentials: { accessKeyId: 'AKIADEMOBOBOFFXAMPLE', secretAccessKey: 'off' } },
    403,
    'InvalidClientTokenId',
  ],
  ['own key with a token', { credentials: { ...DEMO_KEY, sessionToken: 'x' } }, 403, 'InvalidClientTokenId'],
  ['scope of another service', { service: 's3' }, 403, 'SignatureDoesNotMatch'],
  ['scope with an invalid region', { region: 'aws-global' }, 403, 'SignatureDoesNotMatch'],
  ['region of another partition', { region: 'cn-north-1' }, 403, 'InvalidClientTokenId'],
  [
    'body changed after signing',
    {
      afterSigning: (request) => {
        request.body += '&x=1'
      },
    },
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'signed header changed',
    {
      afterSigning: ({ headers }) => {
        headers['content-type'] = 'application/x-www-form-urlencoded'
      },
    },
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'hash of another body',
    { headers: { 'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' } },
    403,
    'SignatureDoesNotMatch',
  ],
  ['unsigned payload', { headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }, 403, 'SignatureDoesNotMatch'],
  [
    'no signature',
    {
      afterSigning: ({ headers }) => {
        delete headers['Authorization']
      },
    },
    403,
    'MissingAuthenticationToken',
  ],
  [
    'another algorithm',
    {
      afterSigning: ({ headers }) => {
        headers['Authorization'] = 'Basic eA=='
      },
    },
    400,
    'IncompleteSignature',
  ],
  [
    'truncated signature',
    {
      afterSigning: ({ headers }) => {
        headers['Authorization'] = String(headers['Authorization']).replace(/, Signature.*/, '')
      },
    },
    400,
    'IncompleteSignature',
  ],
  [
    'scope without its terminator',
    {
      afterSigning: ({ headers }) => {
        headers['Authorization'] = String(headers['Authorization']).replace('/aws4_request', '')
      },
    },
    400,
    'IncompleteSignature',
  ],
  [
    'host not signed',
    {
      afterSigning: ({ headers }) => {
        headers['Authorization'] = String(headers['Authorization']).replace(';host', '')
      },
    },
    403,
    'SignatureDoesNotMatch',
  ],
  [
    'invalid date',
    {
      afterSigning: ({ headers }) => {
        headers['x-amz-date'] = '2030-01-01T00:00:00Z'
      },
    },
    400,
    'IncompleteSignature',
  ],
  [
    'date of another day than the scope',
    {
      afterSigning: ({ headers }) => {
        headers['x-amz-date'] = '20200101T000000Z'
      },
    },
    403,
    'SignatureDoesNotMatch',
  ],
]

for (const [what, changes, status, code] of rejections) {
  test(`rejected: ${what}`, async (t) => {
    const world = demoWorld()
    const keys = [{ accessKeyId: 'AKIADEMOBOBOFFXAMPLE', secretAccessKey: 'off', inactive: true }]
    world.users.push({ arn: 'arn:aws:iam::111122223333:user/bob', accessKeys: keys })
    const sts = await serve(t, { world })
    const answer = await send(sts.url, changes)
    assert.deepEqual([answer.status, answer.code], [status, code])
    assert.deepEqual([sts.requests[0]?.authOk, sts.requests[0]?.code], [false, code])
  })
}

/** @type {[number, string | undefined][]} */
const skews = [
  [-15 * MINUTE, undefined],
  [
    -15 * MINUTE - 1000,
    'Signature expired: 20291231T234459Z is now earlier than 20291231T234500Z (20300101T000000Z - 15 min.)',
  ],
  [5 * MINUTE, undefined],
  [
    5 * MINUTE + 1000,
    'Signature not yet current: 20300101T000501Z is still later than 20300101T000500Z (20300101T000000Z + 5 min.)',
  ],
]

for (const [skew, message] of skews) {
  test(`a request signed ${skew / 1000} s off is ${message === undefined ? 'accepted' : 'rejected'}`, async (t) => {
    const clock = stoppedClock()
    const sts = await serve(t, { now: clock.now })
    const answer = await send(sts.url, { time: clock.time + skew })
    assert.deepEqual([answer.status, answer.message], [message === undefined ? 200 : 403, message])
  })
}

test('a client that corrects its clock finds the server clock in the Date header', async (t) => {
  const sts = await serve(t, { clockOffset: 3600 })
  await assert.rejects(sdk(sts.url).send(new GetCallerIdentityCommand()), { name: 'SignatureDoesNotMatch' })
  const { Arn } = await sdk(sts.url, { maxAttempts: 2 }).send(new GetCallerIdentityCommand())
  assert.equal(Arn, ALICE)
})

test('a session is valid with its own token until it expires', async (t) => {
  const clock = stoppedClock()
  const sts = await serve(t, { now: clock.now })
  const session = async () => {
    const { text } = await send(sts.url, {
      time: clock.time,
      params: { Action: 'AssumeRole', RoleArn: READ_ONLY, RoleSessionName: 'test' },
    })
    const [accessKeyId = '', secretAccessKey = '', sessionToken = ''] = [
      'AccessKeyId',
      'SecretAccessKey',
      'SessionToken',
    ].map((name) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1])
    return { accessKeyId, secretAccessKey, sessionToken }
  }
  const [mine, other] = [await session(), await session()]
  const codeFor = async (
    /** @type {NonNullable<import('./testing.mjs').RequestChanges['credentials']>} */ credentials,
  ) => (await send(sts.url, { credentials, time: clock.time })).code
  assert.equal(await codeFor(mine), undefined)
  assert.equal(await codeFor({ ...mine, sessionToken: other.sessionToken }), 'InvalidClientTokenId')
  assert.equal(
    await codeFor({ accessKeyId: mine.accessKeyId, secretAccessKey: mine.secretAccessKey }),
    'InvalidClientTokenId',
  )
  assert.equal(await codeFor({ ...mine, secretAccessKey: other.secretAccessKey }), 'SignatureDoesNotMatch')
  clock.time += 3_599_000
  assert.equal(await codeFor(mine), undefined)
  clock.time += 1000
  assert.equal(await codeFor(mine), 'ExpiredToken')
})

test('all sessions can be expired at once', async (t) => {
  const sts = await serve(t)
  const answer = await sdk(sts.url).send(new AssumeRoleCommand({ RoleArn: READ_ONLY, RoleSessionName: 'test' }))
  sts.state.sessions.expireAll()
  await assert.rejects(sdk(sts.url, { credentials: credentialsOf(answer) }).send(new GetCallerIdentityCommand()), {
    name: 'ExpiredToken',
    message: 'The security token included in the request is expired',
  })
  assert.equal(sts.requests[1]?.status, 403)
})

test('only the configured regions are accepted', async (t) => {
  const sts = await serve(t, { regions: ['us-east-1'] })
  assert.equal((await send(sts.url, { region: 'us-east-1' })).status, 200)
  const { message } = await send(sts.url, { region: REGION })
  assert.equal(message, 'Credential should be scoped to a valid region. ')
})
