// @ts-check
/** check and plan: diagnostics and planned calls, without a request and without a change to a file. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, stage } from './support.mjs'

test('check finds no error in the demo, and calls nothing', async (t) => {
  const user = await stage(t)
  const before = user.files()
  const result = await user.run(['check', '--profile', 'deploy'], { env: { AWS_ENDPOINT_URL_STS: '' } })
  assertStatus(result, 0)
  assert.doesNotMatch(result.stdout, /^error/m)
  assert.deepEqual(user.files(), before)
  assert.deepEqual(user.calls(), [])
})

test('check of a clean file has an empty list in JSON', async (t) => {
  const user = await stage(t, { files: { config: '[default]\nregion = eu-west-1\n' } })
  const env = { AWS_ENDPOINT_URL_STS: '' }
  const json = await user.run(['check', '--output', 'json'], { env })
  assertStatus(json, 0)
  const files = { config: user.path('config'), credentials: user.path('credentials') }
  assert.deepEqual(JSON.parse(json.stdout), { files, diagnostics: [] })
  const text = await user.run(['check'], { env })
  assert.deepEqual([text.stdout, text.stderr], ['no problems found\n', ''])
})

test('check without a profile checks both files and every profile', async (t) => {
  const user = await stage(t, {
    files: {
      config: '[profile a]\nrole_arn = x\nsource_profile = gone\n[profile b]\nregion = bad region\nrole_arn = y\n',
      credentials: '[c]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n',
    },
  })
  const { stdout, status } = await user.run(['check', '--output', 'json'])
  assert.equal(status, 253)
  const codes = JSON.parse(stdout).diagnostics.map((/** @type {any} */ { code }) => code)
  for (const code of ['role-arn-malformed', 'source-profile-not-found', 'source-missing', 'static-keys-incomplete']) {
    assert.ok(codes.includes(code), `${code} in ${codes}`)
  }
})

test('check with warnings only exits with 0', async (t) => {
  const user = await stage(t, { files: { config: '[profile a]\nregoin = eu-west-1\n' } })
  const result = await user.run(['check'])
  assertStatus(result, 0)
  assert.match(
    result.stdout,
    /^warning\[unknown-key\]: [\s\S]*~\/\.aws\/config:2:1[\s\S]*\^{6}[\s\S]*help: .*`region`/m,
  )
})

test('plan shows source, hops, MFA, endpoint and cache, and calls nothing', async (t) => {
  const user = await stage(t)
  const before = user.files()
  const { stdout, status } = await user.run(['plan', '--profile', 'deploy'])
  assert.equal(status, 0)
  const expected = ['credentials:2', 'role/Hub', 'role/Deploy', DEMO_MFA.serial, 'eu-central-1', user.sts.url, 'miss']
  for (const words of expected) assert.ok(stdout.includes(words), `${words} in\n${stdout}`)
  assert.ok(stdout.indexOf('role/Hub') < stdout.indexOf('role/Deploy'), 'in the order of the calls')
  assert.deepEqual(user.files(), before)
  assert.deepEqual(user.calls(), [])
})

test('plan as JSON has the hops and the cache state of each', async (t) => {
  const user = await stage(t)
  const read = async () => JSON.parse((await user.run(['plan', '--profile', 'deploy', '--output', 'json'])).stdout)
  const plan = await read()
  assert.equal(plan.profile, 'deploy')
  assert.equal(plan.source.kind, 'static')
  assert.deepEqual(
    plan.hops.map((/** @type {any} */ hop) => hop.profile),
    ['hub', 'deploy'],
  )
  const status = (/** @type {any} */ { hops, cache }) =>
    hops.map((/** @type {any} */ hop) => cache[hop.cacheKey].status)
  assert.deepEqual(status(plan), ['miss', 'miss'])
  await user.run(['whoami', '--profile', 'deploy', '--mfa-code', DEMO_MFA.code])
  const later = await read()
  assert.deepEqual(status(later), ['hit', 'hit'])
  for (const { path } of Object.values(later.cache)) assert.ok(path in absolute(user), path)
})

test('--region decides the region of every call', async (t) => {
  const user = await stage(t)
  const { stdout } = await user.run(['plan', '--profile', 'deploy', '--region', 'us-west-2', '--output', 'json'])
  const plan = JSON.parse(stdout)
  assert.deepEqual([plan.region, ...plan.hops.map((/** @type {any} */ hop) => hop.region)], Array(3).fill('us-west-2'))
})

test('--session-name sets the name of sessions without `role_session_name`', async (t) => {
  const user = await stage(t)
  const { stdout } = await user.run(['plan', '--profile', 'deploy', '--session-name', '{profile}@here'])
  assert.match(stdout, /session +deploy@here\n/)
})

test('--no-cache removes the cache from the plan', async (t) => {
  const user = await stage(t)
  const { stdout } = await user.run(['plan', '--profile', 'deploy', '--no-cache', '--output', 'json'])
  assert.deepEqual(JSON.parse(stdout).cache, {})
  const drawn = await user.run(['plan', '--profile', 'deploy', '--no-cache'])
  assert.deepEqual(drawn.stdout.match(/cache +.*/g), ['cache       none', 'cache       none'])
})

/** The files by absolute path. @param {import('./support.mjs').Stage} user */
const absolute = (user) =>
  Object.fromEntries(Object.entries(user.files()).map(([name, text]) => [`${user.home}/${name}`, text]))

test('plan shows how the calls use the network', async (t) => {
  const config = `[profile p]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = x
region = eu-west-1
ca_bundle = /etc/corp.pem
max_attempts = 5
`
  const user = await stage(t, { files: { config } })
  const plan = async (/** @type {Record<string, string>} */ env, /** @type {string[]} */ ...args) =>
    (await user.run(['plan', '--profile', 'p', ...args], { env })).stdout
  assert.match(await plan({}), /^trusts {2}\/etc\/corp\.pem \(ca_bundle\) {2}config:5$/m)
  assert.match(await plan({}), /^tries {3}5 for each call$/m)
  assert.match(await plan({ AWS_CA_BUNDLE: '/etc/other.pem' }), /^trusts {2}\/etc\/other\.pem \(AWS_CA_BUNDLE\)$/m)
  const { network } = JSON.parse(await plan({}, '--output', 'json'))
  assert.deepEqual(
    [network.caBundle.path, network.caBundle.location.line, network.maxAttempts],
    ['/etc/corp.pem', 5, 5],
  )
})

test('a plain-HTTP endpoint is rejected only where it is called', async (t) => {
  const config = `[profile minio]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = canary
region = eu-west-1
endpoint_url = http://minio.test.invalid:9000
[profile role]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = minio
region = eu-west-1
endpoint_url = http://minio.test.invalid:9000
`
  const user = await stage(t, { files: { config } })
  const env = { AWS_ENDPOINT_URL_STS: '' }
  const check = await user.run(['check', '--profile', 'minio'], { env })
  assertStatus(check, 0)
  assert.match(check.stdout, /^warning\[endpoint-invalid\]/m)
  const { status, stdout } = await user.run(['credentials', '--profile', 'minio'], { env, printsSecrets: true })
  assert.deepEqual([status, JSON.parse(stdout).AccessKeyId], [0, 'AKIAIOSFODNN7EXAMPLE'])
  for (const args of [
    ['whoami', '--profile', 'minio'],
    ['credentials', '--profile', 'role'],
    ['check', '--profile', 'role'],
    ['check'],
  ]) {
    const refused = await user.run(args, { env })
    assertStatus(refused, 253)
    const shown = refused.stdout + refused.stderr
    assert.match(shown, /error\[endpoint-invalid\]/)
    assert.match(shown, /ROLEHOP_ALLOW_HTTP=true/)
  }
  const allowed = { ...env, ROLEHOP_ALLOW_HTTP: 'true' }
  assertStatus(await user.run(['check'], { env: allowed }), 0)
  const called = await user.run(['whoami', '--profile', 'minio'], { env: { ...allowed, AWS_MAX_ATTEMPTS: '1' } })
  assertStatus(called, 255)
  assert.match(called.stderr, /error\[sts-unreachable\]/)
})
