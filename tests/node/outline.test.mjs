// @ts-check
/** Profiles that do not work, or not here, as editors and pages show them: outlines, identities, `target`. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromProfile, isRolehopError, SharedConfig, ssoLogin } from 'rolehop'
import { startSso } from '../../tools/sso/server.mjs'

const CONFIG = `[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
[profile deploy]
role_arn = arn:aws:iam::444455556666:role/team/Deploy
source_profile = gone
[profile run]
credential_process = keys
`

const config = SharedConfig.parse({ config: CONFIG })
const PAGE = /** @type {const} */ ({ trust: 'untrusted' })
const TERMINAL = /** @type {const} */ ({ ...PAGE, target: 'terminal' })

test('an outline has the chain up to the break and every diagnostic, errors first', () => {
  const { profile, source, hops, diagnostics } = config.outline('deploy')
  assert.deepEqual(
    [profile, source, hops.map(({ roleArn }) => roleArn)],
    ['deploy', undefined, ['arn:aws:iam::444455556666:role/team/Deploy']],
  )
  assert.equal(diagnostics[0]?.code, 'source-profile-not-found')
  assert.equal(config.outline('nothing').diagnostics[0]?.code, 'profile-not-found')
})

test('`target: terminal` shows what a terminal would do, and nothing runs because of it', async () => {
  for (const profile of ['dev', 'run']) {
    assert.throws(
      () => config.plan(profile, PAGE),
      (error) => isRolehopError(error, 'untrusted'),
    )
    assert.equal(config.plan(profile, TERMINAL).source.kind, profile === 'dev' ? 'sso' : 'process')
    assert.deepEqual(config.outline(profile, TERMINAL).diagnostics, [])
    await assert.rejects(fromProfile({ config, profile, ...PAGE })(), (error) => isRolehopError(error, 'untrusted'))
  }
  const codes = config.check(undefined, TERMINAL).map(({ code }) => code)
  assert.deepEqual(codes, ['source-profile-not-found'])
})

test('identities have the account and the role that each profile names', () => {
  assert.deepEqual(config.identities, [
    { profile: 'dev', accountId: '111122223333', role: 'Dev' },
    { profile: 'deploy', accountId: '444455556666', role: 'Deploy' },
    { profile: 'run' },
  ])
})

test('`ssoTokens` makes IAM Identity Center available to a config from text', async (t) => {
  // A clock that the waits between two polls advance: the service rejects polls that are too frequent.
  let offset = 0
  const now = () => Date.now() + offset
  const sso = await startSso({ now })
  t.after(() => sso.close())
  const ssoTokens = new Map()
  const onDeviceCode = (/** @type {import('rolehop').DeviceAuthorization} */ { userCode }) => sso.decide(userCode)
  const sleep = (/** @type {number} */ ms) => {
    offset += ms
  }
  const host = { now, sleep }
  const signIn = () =>
    ssoLogin({ config, profile: 'dev', host, fetch: sso.fetch, onDeviceCode, openBrowser: false, env: {} })
  await assert.rejects(signIn(), (error) => isRolehopError(error, 'not-supported-here'))
  const provider = fromProfile({ config, profile: 'dev', fetch: sso.fetch, ssoTokens, env: {} })
  await assert.rejects(provider(), (error) => isRolehopError(error, 'sso-login-required'))
  const options = {
    config,
    profile: 'dev',
    host,
    fetch: sso.fetch,
    onDeviceCode,
    openBrowser: false,
    ssoTokens,
    env: {},
  }
  assert.equal((await ssoLogin(options)).renewable, true)
  assert.equal(ssoTokens.size, 2, 'the token and the registration')
  assert.equal((await provider()).accountId, '111122223333')
})
