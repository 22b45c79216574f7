// @ts-check
/** IAM Identity Center over HTTP: login, use, renewal and revocation of the SSO token. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { consoleUrl, fromProfile, getCallerIdentity, isRolehopError, ssoLogin } from 'rolehop'
import { startSso } from '../../tools/sso/server.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { rolePrincipal } from '../../tools/sts/world.mjs'
import { homeWith, read, root } from './support.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

const execute = promisify(execFile)

const CONFIG = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
[profile other]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
`

/**
 * A server, a home folder, and a clock that `sleep` advances.
 * @param {TestContext} t
 * @param {import('../../tools/sso/server.mjs').Options} [options]
 */
async function stage(t, options = {}) {
  let offset = 0
  const now = () => Date.now() + offset
  const sso = await startSso({ now, ...options })
  t.after(() => sso.close())
  const home = homeWith(t, { config: CONFIG })
  const sleep = (/** @type {number} */ ms) => {
    offset += ms
  }
  const pass = sleep
  /** @type {string[]} */
  const opened = []
  const host = { now, sleep, open: (/** @type {string} */ url) => void opened.push(url) }
  return { sso, ...home, host, opened, pass, cache: join(home.aws, 'sso', 'cache') }
}

/** @param {Awaited<ReturnType<typeof stage>>} on @param {object} [more] */
const signIn = ({ sso, env, host }, more = {}) =>
  ssoLogin({
    profile: 'dev',
    env,
    host,
    fetch: sso.fetch,
    flow: 'device',
    onDeviceCode: ({ userCode }) => sso.decide(userCode),
    ...more,
  })

/** @param {Awaited<ReturnType<typeof stage>>} on @param {object} [more] */
const credentials = ({ sso, env, host }, more = {}) =>
  fromProfile({ profile: 'dev', env, host, fetch: sso.fetch, ...more })()

const fails = (/** @type {string} */ code) => (/** @type {unknown} */ error) => {
  assert.ok(isRolehopError(error), String(error))
  assert.equal(error.code, code)
  return true
}

const json = (/** @type {string} */ path) => JSON.parse(read(path))

/** The file with the token; the other one is the client registration. @param {string} cache */
const tokenFile = (cache) => {
  const paths = readdirSync(cache).map((name) => join(cache, name))
  const found = paths.find((path) => 'accessToken' in json(path))
  assert.ok(found)
  return found
}

test('a user signs in, and the token is exchanged for credentials', async (t) => {
  const on = await stage(t)
  /** @type {import('rolehop').DeviceAuthorization[]} */
  const prompts = []
  const onDeviceCode = (/** @type {import('rolehop').DeviceAuthorization} */ prompt) => {
    prompts.push(prompt)
    on.sso.decide(prompt.userCode)
  }
  const done = await signIn(on, { onDeviceCode })
  assert.deepEqual(on.opened, [prompts[0]?.verificationUriComplete])
  assert.equal(done.renewable, true)
  assert.equal(done.startUrl, on.sso.startUrl)
  assert.deepEqual(on.sso.requests.slice(0, 3), ['POST /client/register', 'POST /device_authorization', 'POST /token'])
  const names = readdirSync(on.cache)
  assert.equal(names.length, 2)
  for (const name of names) {
    assert.match(name, /^[0-9a-f]{40}\.json$/)
    assert.equal(statSync(join(on.cache, name)).mode & 0o777, 0o600)
  }
  assert.equal(statSync(on.cache).mode & 0o777, 0o700)
  const { accessKeyId, accountId } = await credentials(on)
  assert.equal(accountId, '111122223333')
  const before = on.sso.requests.length
  assert.equal((await credentials(on)).accessKeyId, accessKeyId)
  assert.equal(on.sso.requests.length, before, 'the second run uses the cache')
  const [kept] = readdirSync(join(on.aws, 'cli', 'cache'))
  assert.equal(json(join(on.aws, 'cli', 'cache', String(kept))).ProviderType, 'sso')
})

test('the next login reuses the client registration', async (t) => {
  const on = await stage(t)
  await signIn(on)
  on.sso.requests.length = 0
  await signIn(on, { ssoSession: 'corp', profile: undefined })
  assert.equal(on.sso.requests[0], 'POST /device_authorization')
})

test('`slow_down` increases the polling interval', async (t) => {
  const on = await stage(t, { interval: 5 })
  let looks = 0
  const sleep = (/** @type {number} */ ms) => {
    looks += 1
    // The first wait is shorter, as if the clock jumped: the service responds `slow_down`.
    on.host.sleep(looks === 1 ? 10 : ms)
    if (looks === 3) on.sso.decide(code)
    waits.push(ms)
  }
  /** @type {number[]} */
  const waits = []
  let code = ''
  await signIn(on, {
    host: { ...on.host, sleep },
    onDeviceCode: (/** @type {{ userCode: string }} */ p) => (code = p.userCode),
  })
  assert.deepEqual(waits, [5000, 10_000, 10_000])
})

test('a login that is not confirmed, or is denied, leaves no token', async (t) => {
  const on = await stage(t)
  await assert.rejects(signIn(on, { onDeviceCode: () => {} }), fails('sso-login-failed'))
  const deny = ({ userCode = '' }) => on.sso.decide(userCode, 'denied')
  await assert.rejects(signIn(on, { onDeviceCode: deny }), fails('sso-login-failed'))
  assert.equal(readdirSync(on.cache).length, 1, 'only the registration')
  await assert.rejects(credentials(on), fails('sso-login-required'))
})

test('an abort ends a login', async (t) => {
  const on = await stage(t)
  const controller = new AbortController()
  const onDeviceCode = () => controller.abort()
  await assert.rejects(signIn(on, { onDeviceCode, signal: controller.signal }), fails('aborted'))
})

test('a login without a browser and without `onDeviceCode` is rejected', async (t) => {
  const on = await stage(t)
  await assert.rejects(signIn(on, { onDeviceCode: undefined, openBrowser: false }), fails('not-supported-here'))
  const open = () => Promise.reject(new Error('no browser'))
  await signIn(on, { host: { ...on.host, open } })
})

test('a token that expires soon is renewed once for concurrent calls', async (t) => {
  const on = await stage(t)
  await signIn(on)
  const file = tokenFile(on.cache)
  writeFileSync(file, JSON.stringify({ ...json(file), addedLater: { kept: true, share: 0.5 } }))
  const old = json(file)
  on.pass((8 * 3600 - 600) * 1000)
  on.sso.requests.length = 0
  const runs = ['dev', 'dev', 'dev'].map((profile) => credentials(on, { profile, cache: false }))
  await Promise.all(runs)
  assert.equal(on.sso.requests.filter((request) => request === 'POST /token').length, 1)
  const renewed = json(file)
  assert.notEqual(renewed.accessToken, old.accessToken)
  assert.notEqual(renewed.refreshToken, old.refreshToken)
  assert.deepEqual(renewed.addedLater, { kept: true, share: 0.5 })
  assert.equal(renewed.clientId, old.clientId)
})

test('a token that cannot be renewed is used until it expires, with a warning', async (t) => {
  const on = await stage(t)
  await signIn(on)
  on.pass((8 * 3600 - 600) * 1000)
  on.sso.state.refreshTokens.clear()
  /** @type {unknown[]} */
  const warnings = []
  const logger = { warn: (/** @type {string} */ message) => void warnings.push(message) }
  await credentials(on, { cache: false, logger })
  assert.match(String(warnings[0]), /^warning\[sso-login-required\]: the SSO token for `https:\/\/corp/)
  on.pass(600_000)
  await assert.rejects(credentials(on, { cache: false }), fails('sso-login-required'))
})

test('a revoked token, and a role that is not assigned', async (t) => {
  const on = await stage(t)
  await signIn(on)
  await assert.rejects(credentials(on, { profile: 'other' }), fails('sso-access-denied'))
  on.sso.revoke()
  await assert.rejects(credentials(on), (error) => {
    assert.ok(isRolehopError(error, 'sso-login-required'))
    assert.equal(error.help, 'run `rolehop login --profile dev` or `aws sso login --sso-session corp`')
    assert.equal(error.profile, 'dev')
    return true
  })
})

test('a network that fails and recovers', async (t) => {
  const on = await stage(t)
  await signIn(on)
  on.sso.faults.push('hang up', { status: 503, body: {} })
  await credentials(on, { cache: false })
  on.sso.faults.push('hang up', 'hang up', 'hang up')
  await assert.rejects(credentials(on, { cache: false }), fails('sso-unreachable'))
})

test('an untrusted or pasted config cannot use a token', async (t) => {
  const on = await stage(t)
  await signIn(on)
  on.sso.requests.length = 0
  await assert.rejects(credentials(on, { trust: 'untrusted' }), fails('untrusted'))
  await assert.rejects(credentials(on, { config: { config: CONFIG } }), fails('not-supported-here'))
  assert.deepEqual(on.sso.requests, [])
})

test('a custom endpoint has its own tokens, also without the cache', async (t) => {
  const on = await stage(t)
  const env = { ...on.env, AWS_ENDPOINT_URL_SSO: on.sso.url, AWS_ENDPOINT_URL_SSO_OIDC: on.sso.url }
  await signIn(on, { env, fetch: undefined })
  assert.throws(() => readdirSync(on.cache), /ENOENT/)
  for (const cache of [/** @type {const} */ (false), undefined]) {
    await credentials(on, { env, fetch: undefined, ...(cache === false && { cache }) })
  }
  assert.throws(() => readdirSync(join(on.aws, 'cli')), /ENOENT/)
  assert.equal(readdirSync(join(on.aws, 'rolehop', 'sso')).length, 2)
  assert.equal(readdirSync(join(on.aws, 'rolehop', 'cache')).length, 1)
})

/** STS, with a role of the portal and another that trusts it. @param {TestContext} t */
async function stageWithSts(t) {
  const arn = (/** @type {string} */ name) => `arn:aws:iam::111122223333:role/${name}`
  const [dev, target] = [arn('AWSReservedSSO_Dev'), arn('Target')]
  const roles = [
    { arn: dev, trust: [] },
    { arn: target, trust: [{ principals: [dev] }] },
  ]
  const sts = await startSts({ world: { users: [], roles } })
  t.after(() => sts.close())
  const issue = () => {
    const principal = rolePrincipal({ arn: dev, trust: [] }, 'alice')
    const { AccessKeyId, SecretAccessKey, SessionToken } = sts.state.sessions.issue(principal, 3600, Date.now())
    const expiration = Date.now() + 3_600_000
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration }
  }
  const on = await stage(t, { issue })
  const settings = 'sso_account_id = 111122223333\nsso_role_name = Dev\n'
  const legacy = `[profile legacy]\nsso_start_url = ${on.sso.startUrl}\nsso_region = eu-central-1\n${settings}`
  const over = (/** @type {string} */ base) =>
    `[profile over-${base}]\nrole_arn = ${target}\nsource_profile = ${base}\nregion = eu-central-1\n`
  writeFileSync(on.config, `${CONFIG}${legacy}${over('dev')}${over('legacy')}`)
  const env = { ...on.env, AWS_ENDPOINT_URL_STS: sts.url, AWS_ENDPOINT_URL_SSO: on.sso.url }
  return { ...on, sts, env: { ...env, AWS_ENDPOINT_URL_SSO_OIDC: on.sso.url } }
}

for (const base of ['dev', 'legacy']) {
  test(`an SSO profile is the base of a chain: the profile \`${base}\``, async (t) => {
    const on = await stageWithSts(t)
    const options = { env: on.env, host: on.host }
    const provider = fromProfile({ profile: `over-${base}`, ...options })
    await assert.rejects(provider(), (error) => {
      assert.ok(isRolehopError(error, 'sso-login-required'))
      assert.match(error.help ?? '', new RegExp(`rolehop login --profile ${base}\\b`))
      return true
    })
    await signIn(on, { profile: `over-${base}`, env: on.env, fetch: undefined })
    const { arn } = await getCallerIdentity(provider, options)
    assert.match(arn, /^arn:aws:sts::111122223333:assumed-role\/Target\//)
    const url = await consoleUrl(fromProfile({ profile: base, ...options }), { ...options, endpoint: on.sts.url })
    assert.match(await (await fetch(url)).text(), /AWSReservedSSO_Dev\/alice/)
  })
}

test('rolehop logout removes the tokens of the AWS CLI and rolehop, and nothing else', async (t) => {
  const on = await stage(t)
  await signIn(on)
  await credentials(on)
  const token = json(tokenFile(on.cache)).accessToken
  const cliCache = join(on.aws, 'cli', 'cache')
  writeFileSync(join(cliCache, 'role.json'), '{}')
  assert.deepEqual([readdirSync(on.cache).length, readdirSync(cliCache).length], [2, 2])
  const env = { ...on.env, AWS_ENDPOINT_URL_SSO: on.sso.url }
  const run = () => execute(process.execPath, ['dist/cli.cjs', 'logout', '--output', 'json'], { cwd: root, env })
  const { stdout, stderr } = await run()
  assert.equal(JSON.parse(stdout).removed.length, 2)
  assert.match(stderr, /1 SSO token removed, 1 session removed/)
  assert.ok(!(stdout + stderr).includes(token))
  assert.equal(on.sso.requests.at(-1), 'POST /logout')
  assert.equal(on.sso.state.accessTokens.size, 0)
  assert.deepEqual(readdirSync(cliCache), ['role.json'])
  assert.equal(readdirSync(on.cache).length, 1)
  await assert.rejects(credentials(on), fails('sso-login-required'))
  assert.match((await run()).stderr, /0 SSO tokens removed, 0 sessions removed/)
})

test('rolehop login shows the code, and rolehop credentials uses the token', async (t) => {
  const on = await stage(t)
  const env = { PATH: process.env.PATH, ...on.env, AWS_ENDPOINT_URL: on.sso.url }
  const cli = (/** @type {string[]} */ ...args) => {
    const child = spawn(process.execPath, ['dist/cli.cjs', ...args], { cwd: root, env })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (text) => {
      stdout += text
    })
    child.stderr.on('data', (text) => {
      stderr += text
      const code = /\?user_code=(\S+)/.exec(stderr)?.[1]
      if (code) on.sso.decide(code)
    })
    return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })))
  }
  const missing = await cli('credentials', '--profile', 'dev')
  assert.equal(missing.status, 255)
  assert.match(missing.stderr, /sso-login-required/)
  assert.match(missing.stderr, /rolehop login --profile dev/)
  const done = await cli('login', '--profile', 'dev', '--no-browser', '--output', 'json')
  assert.equal(done.status, 0, done.stderr)
  assert.match(done.stderr, /open this URL in a browser/)
  assert.deepEqual(Object.keys(JSON.parse(done.stdout)), ['StartUrl', 'Region', 'Expiration', 'Renewable'])
  const got = await cli('credentials', '--profile', 'dev')
  assert.equal(got.status, 0, got.stderr)
  assert.match(JSON.parse(got.stdout).AccessKeyId, /^ASIA/)
  assert.doesNotMatch(done.stdout + done.stderr, /access\/|refresh\//)
})
