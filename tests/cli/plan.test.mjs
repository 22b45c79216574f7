// @ts-check
/** check and plan: what is wrong and what would happen, with nothing called and nothing written. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, stage } from './support.mjs'

test('check finds no fault with the demo, and calls nothing', async (t) => {
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

test('check without a profile looks at both files and every profile', async (t) => {
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

test('check with warnings only ends with 0', async (t) => {
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

test('plan as JSON has the hops and what the cache holds for each', async (t) => {
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

test('--session-name says how sessions without a name are called', async (t) => {
  const user = await stage(t)
  const { stdout } = await user.run(['plan', '--profile', 'deploy', '--session-name', '{profile}@here'])
  assert.match(stdout, /session +deploy@here\n/)
})

test('--no-cache leaves the cache out of the plan', async (t) => {
  const user = await stage(t)
  const { stdout } = await user.run(['plan', '--profile', 'deploy', '--no-cache', '--output', 'json'])
  assert.deepEqual(JSON.parse(stdout).cache, {})
  const drawn = await user.run(['plan', '--profile', 'deploy', '--no-cache'])
  assert.deepEqual(drawn.stdout.match(/cache +.*/g), ['cache       none', 'cache       none'])
})

/** The files by their whole path. @param {import('./support.mjs').Stage} user */
const absolute = (user) =>
  Object.fromEntries(Object.entries(user.files()).map(([name, text]) => [`${user.home}/${name}`, text]))
