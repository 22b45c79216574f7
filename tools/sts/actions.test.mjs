// @ts-check
import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { DEMO_EXTERNAL_ID, DEMO_MFA, demoWorld } from './demo.mjs'
import { credentialsOf, sdk, send, serve, stoppedClock } from './testing.mjs'

const HUB = 'arn:aws:iam::111122223333:role/Hub'
const DEPLOY = 'arn:aws:iam::444455556666:role/Deploy'
const READ_ONLY = 'arn:aws:iam::111122223333:role/team/ReadOnly'
const LOCKED = 'arn:aws:iam::444455556666:role/Locked'
const ALICE = 'arn:aws:iam::111122223333:user/alice'
const RoleSessionName = 'a-session'
const MFA = { SerialNumber: DEMO_MFA.serial, TokenCode: DEMO_MFA.code }

/** The message of a role that does not trust the caller. */
const notAuthorized = (/** @type {string} */ caller, /** @type {string} */ role) => ({
  name: 'AccessDenied',
  message: `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`,
})

/** Assumes a role with the SDK. */
const assume = (
  /** @type {import('@aws-sdk/client-sts').STSClient} */ client,
  /** @type {string} */ RoleArn,
  /** @type {Partial<import('@aws-sdk/client-sts').AssumeRoleCommandInput>} */ more = {},
) => client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName, ...more }))

/** A client with alice's session as Hub. */
async function hubClient(/** @type {string} */ url) {
  return sdk(url, { credentials: credentialsOf(await assume(sdk(url), HUB, MFA)) })
}

test('a chain of two roles with MFA and an external ID ends with the second role', async (t) => {
  const sts = await serve(t)
  const hub = await hubClient(sts.url)
  const answer = await assume(hub, DEPLOY, { ExternalId: DEMO_EXTERNAL_ID })
  const { Arn, Account, UserId } = await sdk(sts.url, { credentials: credentialsOf(answer) }).send(
    new GetCallerIdentityCommand(),
  )
  assert.equal(Arn, 'arn:aws:sts::444455556666:assumed-role/Deploy/a-session')
  assert.equal(Account, '444455556666')
  assert.equal(UserId, answer.AssumedRoleUser?.AssumedRoleId)
  assert.deepEqual(
    sts.requests.map(({ action, status }) => `${action} ${status}`),
    ['AssumeRole 200', 'AssumeRole 200', 'GetCallerIdentity 200'],
  )
})

test('a session has the format of the service', async (t) => {
  const clock = stoppedClock(Date.now())
  const sts = await serve(t, { now: clock.now })
  const { Credentials, AssumedRoleUser } = await assume(sdk(sts.url), READ_ONLY, { DurationSeconds: 900 })
  assert.match(String(Credentials?.AccessKeyId), /^ASIA[A-Z2-7]{16}$/)
  assert.match(String(Credentials?.SecretAccessKey), /^[\w+/]{40}$/)
  assert.ok(String(Credentials?.SessionToken).length > 300)
  assert.equal(Credentials?.Expiration?.getTime(), Math.floor(clock.time / 1000 + 900) * 1000)
  assert.equal(AssumedRoleUser?.Arn, 'arn:aws:sts::111122223333:assumed-role/ReadOnly/a-session')
  assert.match(String(AssumedRoleUser?.AssumedRoleId), /^AROA[A-Z2-7]{17}:a-session$/)
  const { text, headers } = await send(sts.url, { params: { Action: 'GetSessionToken' } })
  assert.match(text, /<Expiration>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<\/Expiration>/)
  assert.match(text, /<RequestId>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}<\/RequestId>/)
  assert.match(String(headers.get('content-type')), /^text\/xml/)
})

/** @type {[string, string, Partial<import('@aws-sdk/client-sts').AssumeRoleCommandInput>, string][]} */
const denied = [
  ['no MFA code', HUB, {}, notAuthorized(ALICE, HUB).message],
  ['a role that trusts no principal', LOCKED, {}, notAuthorized(ALICE, LOCKED).message],
  ['no such role', `${LOCKED}X`, {}, notAuthorized(ALICE, `${LOCKED}X`).message],
  [
    'role of another partition',
    READ_ONLY.replace('aws', 'aws-cn'),
    {},
    notAuthorized(ALICE, READ_ONLY.replace('aws', 'aws-cn')).message,
  ],
  ['a missing path', READ_ONLY.replace('team/', ''), {}, notAuthorized(ALICE, READ_ONLY.replace('team/', '')).message],
  [
    'wrong code',
    HUB,
    { ...MFA, TokenCode: '000000' },
    'MultiFactorAuthentication failed with invalid MFA one time pass code.',
  ],
  [
    'serial without code',
    HUB,
    { SerialNumber: DEMO_MFA.serial },
    'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
  ],
  [
    'code without serial',
    HUB,
    { TokenCode: '123456' },
    'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
  ],
  [
    'the device of another user',
    HUB,
    { ...MFA, SerialNumber: 'arn:aws:iam::111122223333:mfa/bob' },
    'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
  ],
]

for (const [what, role, more, message] of denied) {
  test(`denied: ${what}`, async (t) => {
    const sts = await serve(t)
    await assert.rejects(assume(sdk(sts.url), role, more), { name: 'AccessDenied', message })
    assert.deepEqual([sts.requests[0]?.status, sts.requests[0]?.authOk], [403, true])
    assert.equal(sts.state.sessions.size, 0)
  })
}

/** @type {[string, string | undefined][]} */
const externalIds = [
  ['missing', undefined],
  ['wrong', 'another-id'],
  ['in upper case', DEMO_EXTERNAL_ID.toUpperCase()],
]

for (const [what, ExternalId] of externalIds) {
  test(`denied: external id ${what}`, async (t) => {
    const sts = await serve(t)
    const hub = await hubClient(sts.url)
    const caller = 'arn:aws:sts::111122223333:assumed-role/Hub/a-session'
    await assert.rejects(assume(hub, DEPLOY, { ExternalId }), notAuthorized(caller, DEPLOY))
  })
}

test('an MFA code works once, and again in the next half minute', async (t) => {
  const clock = stoppedClock(Date.now())
  const sts = await serve(t, { now: clock.now })
  const client = sdk(sts.url)
  await assume(client, HUB, MFA)
  await assert.rejects(assume(client, HUB, MFA), /invalid MFA one time pass code/)
  clock.time += 30_000
  await assume(client, HUB, MFA)
})

test('an MFA code is consumed even if the role is then denied', async (t) => {
  const sts = await serve(t, { now: stoppedClock(Date.now()).now })
  const client = sdk(sts.url)
  await assert.rejects(assume(client, LOCKED, MFA), notAuthorized(ALICE, LOCKED))
  await assert.rejects(assume(client, HUB, MFA), /invalid MFA one time pass code/)
})

test('MFA of a user session counts for the roles assumed with it', async (t) => {
  const sts = await serve(t)
  const session = await sdk(sts.url).send(new GetSessionTokenCommand(MFA))
  const client = sdk(sts.url, { credentials: credentialsOf(session) })
  assert.equal((await client.send(new GetCallerIdentityCommand())).Arn, ALICE)
  assert.equal((await assume(client, HUB)).AssumedRoleUser?.Arn, 'arn:aws:sts::111122223333:assumed-role/Hub/a-session')
  await assert.rejects(client.send(new GetSessionTokenCommand()), {
    name: 'AccessDenied',
    message: 'Cannot call GetSessionToken with session credentials',
  })
})

test('a role session has no MFA device', async (t) => {
  const sts = await serve(t)
  const hub = await hubClient(sts.url)
  await assert.rejects(assume(hub, DEPLOY, { ...MFA, ExternalId: DEMO_EXTERNAL_ID }), /unable to validate MFA code/)
})

test('the duration of a session', async (t) => {
  const sts = await serve(t)
  const hub = await hubClient(sts.url)
  const ExternalId = DEMO_EXTERNAL_ID
  await assume(hub, DEPLOY, { ExternalId, DurationSeconds: 3600 })
  await assert.rejects(assume(hub, DEPLOY, { ExternalId, DurationSeconds: 3601 }), {
    name: 'ValidationError',
    message: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  })
  await assert.rejects(assume(sdk(sts.url), READ_ONLY, { DurationSeconds: 3601 }), {
    name: 'ValidationError',
    message: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  })
})

test('a role that trusts an account also requires an identity policy of the caller', async (t) => {
  const world = demoWorld()
  const key = { accessKeyId: 'AKIADEMOBOBXXEXAMPLE', secretAccessKey: 'demo' }
  const BOB = 'arn:aws:iam::111122223333:user/bob'
  world.users.push({ arn: BOB, accessKeys: [key], mayAssume: [] })
  world.roles?.push({ arn: 'arn:aws:iam::111122223333:role/Bobs', trust: [{ principals: [BOB] }] })
  const sts = await serve(t, { world })
  const bob = sdk(sts.url, { credentials: key })
  await assert.rejects(assume(bob, READ_ONLY), notAuthorized(BOB, READ_ONLY))
  await assume(bob, 'arn:aws:iam::111122223333:role/Bobs')
})

test('the root user cannot assume a role', async (t) => {
  const key = { accessKeyId: 'AKIADEMOROOTXEXAMPLE', secretAccessKey: 'demo' }
  const users = [{ arn: 'arn:aws:iam::111122223333:root', accessKeys: [key] }]
  const sts = await serve(t, { world: { ...demoWorld(), users } })
  const root = sdk(sts.url, { credentials: key })
  const { Arn, UserId } = await root.send(new GetCallerIdentityCommand())
  assert.deepEqual([Arn, UserId], ['arn:aws:iam::111122223333:root', '111122223333'])
  await assert.rejects(assume(root, READ_ONLY), {
    name: 'AccessDenied',
    message: 'Roles may not be assumed by root accounts.',
  })
})

test('a deactivated region issues no session, but returns the caller identity', async (t) => {
  const sts = await serve(t, { world: { ...demoWorld(), disabledRegions: ['eu-central-1'] } })
  await assert.rejects(assume(sdk(sts.url), READ_ONLY), { name: 'RegionDisabledException' })
  assert.equal((await sdk(sts.url).send(new GetCallerIdentityCommand())).Arn, ALICE)
})

test('another partition has its own ARNs', async (t) => {
  const key = { accessKeyId: 'AKIADEMOCHINAEXAMPLE', secretAccessKey: 'demo' }
  const users = [{ arn: 'arn:aws-cn:iam::111122223333:user/li', accessKeys: [key] }]
  const roles = [{ arn: 'arn:aws-cn:iam::444455556666:role/R', trust: [{ principals: ['111122223333'] }] }]
  const sts = await serve(t, { world: { users, roles } })
  const client = sdk(sts.url, { credentials: key, region: 'cn-north-1' })
  const { AssumedRoleUser } = await assume(client, 'arn:aws-cn:iam::444455556666:role/R')
  assert.equal(AssumedRoleUser?.Arn, 'arn:aws-cn:sts::444455556666:assumed-role/R/a-session')
})

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const PROVIDER = {
  arn: 'arn:aws:iam::111122223333:oidc-provider/idp.example',
  issuer: 'https://idp.example',
  audiences: ['sts.amazonaws.com'],
  publicKey: String(pair.publicKey.export({ type: 'spki', format: 'pem' })),
}
const GOOD = { iss: PROVIDER.issuer, aud: 'sts.amazonaws.com', sub: 'repo:x', exp: 4_000_000_000 }

/** A token with these claims, by the provider's key. */
function tokenOf(/** @type {object} */ claims) {
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${text}.${sign('sha256', Buffer.from(text), pair.privateKey).toString('base64url')}`
}

/** @type {[string, string, string | undefined][]} */
const tokens = [
  ['good', tokenOf(GOOD), undefined],
  ['with one audience of several', tokenOf({ ...GOOD, aud: ['x', 'sts.amazonaws.com'] }), undefined],
  ['of an unknown issuer', tokenOf({ ...GOOD, iss: 'https://other' }), 'InvalidIdentityToken'],
  ['for another audience', tokenOf({ ...GOOD, aud: 'x' }), 'InvalidIdentityToken'],
  ['of another subject', tokenOf({ ...GOOD, sub: 'x' }), 'AccessDenied'],
  ['that has expired', tokenOf({ ...GOOD, exp: 1 }), 'ExpiredTokenException'],
  [
    'with a changed claim',
    tokenOf(GOOD).replace(/\.[^.]+\./, `.${Buffer.from(JSON.stringify({ ...GOOD, x: 1 })).toString('base64url')}.`),
    'InvalidIdentityToken',
  ],
  ['that is not a token', 'not-a-token', 'InvalidIdentityToken'],
]

for (const [what, WebIdentityToken, code] of tokens) {
  test(`web identity: a token ${what}`, async (t) => {
    const world = demoWorld()
    const RoleArn = 'arn:aws:iam::111122223333:role/Ci'
    world.roles?.push({ arn: RoleArn, trust: [{ principals: [PROVIDER.arn], subject: 'repo:x' }] })
    const sts = await serve(t, { world: { ...world, providers: [PROVIDER] } })
    const call = sdk(sts.url).send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName, WebIdentityToken }))
    const name = await call.then(
      (answer) => void answer.Credentials?.AccessKeyId,
      (error) => error.Code ?? error.name,
    )
    assert.equal(name, code)
    assert.equal(sts.requests[0]?.code, code)
  })
}

test('a session policy uses a part of the packed size', async (t) => {
  const sts = await serve(t)
  const client = sdk(sts.url)
  assert.equal((await assume(client, READ_ONLY, { Policy: '{}' })).PackedPolicySize, 1)
  await assert.rejects(assume(client, READ_ONLY, { Policy: '{' }), { Code: 'MalformedPolicyDocument' })
  const Policy = JSON.stringify({ x: 'x'.repeat(2048) })
  await assert.rejects(assume(client, READ_ONLY, { Policy }), { Code: 'PackedPolicyTooLarge' })
})
