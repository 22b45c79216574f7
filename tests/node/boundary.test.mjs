// @ts-check
/** The engine's boundary: errors for invalid arguments, and plans that the engine stores. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import * as engine from '../../pkg/rolehop.js'

engine.initSync({ module: readFileSync(new URL('../../pkg/rolehop_bg.wasm', import.meta.url)) })

const CONFIG = `[profile hub]
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = base
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = canary/secret/base
`

const config = () => new engine.Config(new TextEncoder().encode(CONFIG), undefined)

/** An invalid request. @param {unknown} members */
const request = (members) => /** @type {any} */ (members)

/** @param {() => unknown} run */
function messageOf(run) {
  try {
    run()
  } catch (error) {
    const { code, message } = /** @type {{ code: string, message: string }} */ (error)
    assert.equal(code, 'usage-invalid')
    assert.ok(!JSON.stringify(error).includes('canary'), message)
    return message
  }
  return assert.fail('nothing was thrown')
}

test('an error names the invalid member, and never its value', () => {
  const capabilities = {
    process: true,
    files: true,
    ssoTokens: true,
    metadata: true,
    endpointOverride: true,
    untrusted: false,
  }
  const cases = /** @type {const} */ ([
    ['canary', '`request`: expected an object'],
    [{ profile: { a: 'canary' } }, '`request`: `profile`: expected a string'],
    [{ env: 'canary' }, '`request`: `env`: unexpected value'],
    [{ env: { A: 'a', CANARY_NAME: 1 } }, '`request`: `env.CANARY_NAME`: expected a string'],
    [{ capabilities: { ...capabilities, process: 'canary' } }, '`request`: `capabilities.process`: expected a boolean'],
    [{ platform: 'canary' }, '`request`: `platform`: expected `posix` or `windows`'],
    [
      {
        session: {
          tags: [
            { Key: 'a', Value: 'b' },
            { Key: 'canary', Value: 2 },
          ],
        },
      },
      '`request`: `session.tags.1.Value`: expected a string',
    ],
    [{ session: { tags: [{ Key: 'canary' }] } }, '`request`: `session.tags.0`: `Value` is missing'],
  ])
  for (const [members, expected] of cases) {
    assert.equal(
      messageOf(() => config().check(request(members))),
      `invalid argument ${expected}`,
    )
  }
})

test('a stored plan does not change when the config does', () => {
  const edited = config()
  const handle = edited.planHandle({ profile: 'hub', env: {}, platform: 'posix' })
  const before = edited.planHandle({ profile: 'hub', env: {}, platform: 'posix' }).data()
  edited.set('hub', 'role_arn', 'arn:aws:iam::111122223333:role/Other', undefined)
  assert.deepEqual(handle.data(), before)
  assert.equal(handle.data().hops[0]?.roleArn, 'arn:aws:iam::111122223333:role/Hub')
  assert.match(handle.render(undefined, undefined, 'plain'), /role\/Hub/)
  const after = edited.planHandle({ profile: 'hub', env: {}, platform: 'posix' }).data()
  assert.match(after.hops[0]?.roleArn ?? '', /\/Other$/)
  edited.free()
  assert.equal(handle.data().profile, 'hub')
  handle.free()
})

test('running a plan returns the credentials and where they came from', async () => {
  const bytes = new TextEncoder().encode(CONFIG)
  const request = /** @type {const} */ ({ profile: 'base', region: 'eu-west-1', env: {}, platform: 'posix' })
  const handle = engine.planFiles(bytes, undefined, request)
  const options = { minRemainingSeconds: 900, cache: false, forceRefresh: false }
  const { credentials, origin } = await handle.resolve(options, { now: Date.now })
  assert.equal(credentials.accessKeyId, 'AKIABASE')
  assert.equal(origin.sts.url, 'https://sts.eu-west-1.amazonaws.com')
  const { sts: _, ...rest } = origin
  assert.deepEqual(rest, { profile: 'base', region: 'eu-west-1', chained: false })
})
