// @ts-check
/** `--profiles`: one command for many profiles. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, stage } from './support.mjs'

const ALL = ['--profiles', 'base, hub,deploy,readonly', '--mfa-code', DEMO_MFA.code]

test('whoami: an entry for each profile, and shared roles are assumed once', async (t) => {
  const user = await stage(t)
  const result = await user.run(['whoami', ...ALL])
  assertStatus(result, 0)
  const entries = JSON.parse(result.stdout)
  assert.deepEqual(
    entries.map((/** @type {any} */ { Profile, Account }) => [Profile, Account]),
    [
      ['base', '111122223333'],
      ['hub', '111122223333'],
      ['deploy', '444455556666'],
      ['readonly', '111122223333'],
    ],
  )
  assert.deepEqual(Object.keys(entries[0]), ['Profile', 'UserId', 'Account', 'Arn'])
  const count = (/** @type {string} */ action) => user.calls().filter((name) => name === action).length
  assert.deepEqual([count('AssumeRole'), count('GetCallerIdentity')], [3, 4])
  const text = await user.run([
    'whoami',
    ...ALL,
    '--output',
    'text',
    '--query',
    '[].[Profile, Account]',
    '--concurrency',
    '1',
  ])
  assertStatus(text, 0)
  assert.equal(text.stdout, 'base\t111122223333\nhub\t111122223333\ndeploy\t444455556666\nreadonly\t111122223333\n')
})

test('whoami: a failed profile has its error, and sets the exit code', async (t) => {
  const user = await stage(t)
  const args = ['whoami', '--profiles', 'readonly,locked,nobody']
  const json = await user.run(args)
  assertStatus(json, 254)
  const [readonly, locked, nobody] = JSON.parse(json.stdout)
  assert.equal(readonly.Account, '111122223333')
  assert.deepEqual([locked.Profile, locked.Error.code], ['locked', 'sts-access-denied'])
  assert.deepEqual([nobody.Profile, nobody.Error.code], ['nobody', 'profile-not-found'])
  assert.match(json.stderr, /rolehop: locked:\nerror\[sts-access-denied\]/)
  const text = await user.run([...args, '--output', 'text'])
  assertStatus(text, 254)
  assert.match(text.stdout, /^readonly\t111122223333\t.*\nlocked\terror\tsts-access-denied\t.*\nnobody\terror\t/)
})

const SHOW =
  'const { ROLEHOP_PROFILE, AWS_ACCESS_KEY_ID, AWS_PROFILE } = process.env; console.log(ROLEHOP_PROFILE, AWS_ACCESS_KEY_ID?.slice(0, 4), AWS_PROFILE); process.exit(ROLEHOP_PROFILE === "hub" ? 7 : 0)'

test('exec: the program runs for each profile in turn, and the first failure sets the exit code', async (t) => {
  const user = await stage(t)
  const args = ['exec', '--profiles', 'base,locked,hub,deploy', '--mfa-code', DEMO_MFA.code, '--']
  const result = await user.run([...args, process.execPath, '-e', SHOW], { env: { AWS_PROFILE: 'readonly' } })
  assertStatus(result, 254)
  assert.equal(result.stdout, 'base AKIA undefined\nhub ASIA undefined\ndeploy ASIA undefined\n')
  assert.match(result.stderr, /^rolehop: base:\nrolehop: hub:\nrolehop: deploy:\nrolehop: locked:\nerror/)
  const good = ['exec', '--profiles', 'deploy,hub', '--', process.execPath, '-e', SHOW]
  assertStatus(await user.run(good), 7)
})

test('invalid arguments are rejected before any call', async (t) => {
  const user = await stage(t)
  for (const args of [
    ['whoami', '--profiles', 'a,,b'],
    ['whoami', '--profiles', 'a', '--profile', 'b'],
    ['whoami', '--profiles', 'a', '--concurrency', '0'],
    ['whoami', '--profiles', ''],
    ['plan', '--profiles', 'a'],
  ]) {
    assertStatus(await user.run(args, { secrets: [DEMO_KEY.secretAccessKey] }), 252)
  }
  assert.deepEqual(user.calls(), [])
})
