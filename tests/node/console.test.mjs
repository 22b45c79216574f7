// @ts-check
/** Console sign-in over HTTP, and the link that switches roles. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { consoleUrl, fromProfile, RolehopError, SharedConfig, switchRoleUrl } from 'rolehop'
import { DEMO_KEY, DEMO_MFA, demo } from './support.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

/** The demo's STS, and a provider of one of its profiles. @param {TestContext} t @param {string} profile */
async function demoWith(t, profile) {
  const place = await demo(t)
  const provider = fromProfile({ profile, env: place.env, mfaCodeProvider: async () => DEMO_MFA.code })
  return { ...place, provider, endpoint: place.sts.url }
}

const withCode = (/** @type {string} */ code) => (/** @type {unknown} */ error) =>
  error instanceof RolehopError && error.code === code

test('a session becomes a URL that signs in, without keys in any URL', async (t) => {
  const { provider, sts, endpoint } = await demoWith(t, 'readonly')
  const url = new URL(await consoleUrl(provider, { endpoint, service: 's3', sessionDurationSeconds: 3600 }))
  assert.equal(url.origin, new URL(endpoint).origin)
  assert.equal(url.searchParams.get('Destination'), 'https://console.aws.amazon.com/s3/home?region=eu-central-1')
  const exchange = sts.requests.at(-1)
  assert.equal(exchange?.method, 'POST')
  assert.equal(exchange?.path, '/federation')
  assert.equal(exchange?.params['SessionDuration'], '3600')
  const credentials = await provider()
  assert.deepEqual(JSON.parse(exchange?.secret('Session') ?? ''), {
    sessionId: credentials.accessKeyId,
    sessionKey: credentials.secretAccessKey,
    sessionToken: credentials.sessionToken,
  })
  const page = await (await fetch(url)).text()
  assert.match(page, /Signed in as <b>arn:aws:sts::111122223333:assumed-role\/ReadOnly\//)
})

test('a chained role signs in without a duration; with a duration, nothing is sent', async (t) => {
  const { provider, endpoint, sts } = await demoWith(t, 'deploy')
  await provider()
  const before = sts.requests.length
  await assert.rejects(consoleUrl(provider, { endpoint, sessionDurationSeconds: 3600 }), withCode('console-refused'))
  assert.equal(sts.requests.length, before)
  assert.match(await consoleUrl(provider, { endpoint }), /Action=login/)
  // A copy does not say that its session is chained: then the service rejects it.
  const copy = { ...(await provider()) }
  await assert.rejects(consoleUrl(copy, { endpoint, sessionDurationSeconds: 3600 }), withCode('console-refused'))
  assert.equal(sts.requests.at(-1)?.code, 'DurationNotAllowed')
})

test('long-term keys are never sent; expired and unknown sessions are rejected', async (t) => {
  const { provider, endpoint, sts } = await demoWith(t, 'readonly')
  await assert.rejects(consoleUrl(DEMO_KEY, { endpoint }), withCode('console-refused'))
  assert.equal(sts.requests.length, 0)
  const good = { ...(await provider()) }
  for (const part of /** @type {const} */ (['accessKeyId', 'secretAccessKey', 'sessionToken'])) {
    const bad = { ...good, [part]: 'canary' }
    await assert.rejects(consoleUrl(bad, { endpoint }), (error) => {
      assert.ok(withCode('console-refused')(error), part)
      assert.doesNotMatch(JSON.stringify(error), /canary/)
      return true
    })
  }
  sts.state.sessions.expireAll()
  await assert.rejects(consoleUrl(good, { endpoint }), withCode('console-refused'))
})

test('a busy sign-in service is retried; an unreachable one is `console-unreachable`', async (t) => {
  const { provider, endpoint, sts, env } = await demoWith(t, 'readonly')
  const options = { endpoint, env, host: { sleep: async () => {} } }
  const credentials = await provider()
  sts.faults.push({ error: 'ServiceUnavailable', times: 2 })
  assert.match(await consoleUrl(credentials, options), /Action=login/)
  await sts.close()
  await assert.rejects(consoleUrl(credentials, options), withCode('console-unreachable'))
})

test('no config and no environment variable can redirect the credentials', async (t) => {
  const { sts, env } = await demo(t)
  /** @type {string[]} */
  const asked = []
  const fetch = async (/** @type {unknown} */ url) => {
    asked.push(String(url))
    return new Response('{"SigninToken":"canary"}')
  }
  const credentials = { ...DEMO_KEY, sessionToken: 'canary' }
  const overridden = { ...env, AWS_ENDPOINT_URL: sts.url, AWS_ENDPOINT_URL_SIGNIN: sts.url }
  await consoleUrl(credentials, { env: overridden, fetch, region: 'cn-north-1' })
  assert.deepEqual(asked, ['https://signin.amazonaws.cn/federation'])
  for (const endpoint of ['http://signin.example', 'ftp://127.0.0.1', 'https://user@signin.example'])
    await assert.rejects(consoleUrl(credentials, { env, fetch, endpoint }), withCode('endpoint-invalid'))
  assert.equal(asked.length, 1)
})

test('the link that switches roles accepts an ARN, a hop or a plan', () => {
  const config = SharedConfig.parse({
    config: `[profile base]
aws_access_key_id = AKIADEMOALICEEXAMPLE
aws_secret_access_key = x
[profile prod]
role_arn = arn:aws:iam::444455556666:role/team/Deploy
source_profile = base`,
  })
  const plan = config.plan('prod')
  const link = 'https://signin.aws.amazon.com/switchrole?account=444455556666&roleName=team%2FDeploy'
  assert.equal(switchRoleUrl('arn:aws:iam::444455556666:role/team/Deploy'), link)
  assert.equal(switchRoleUrl(plan), `${link}&displayName=prod`)
  assert.equal(
    switchRoleUrl(plan.hops[0] ?? '', { displayName: 'live', color: 'red' }),
    `${link}&displayName=live&color=F2B0A9`,
  )
  assert.throws(() => switchRoleUrl(config.plan('base')), withCode('usage-invalid'))
  assert.throws(() => switchRoleUrl(plan, { displayName: 'x'.repeat(65) }), withCode('usage-invalid'))
})
