// @ts-check
/** `mfa-login`: a session of an IAM user with MFA, written to a profile. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { test } from 'node:test'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { atTerminal, skip } from './pty.mjs'
import { assertNoSecrets, assertStatus, CLI, stage } from './support.mjs'

const FILES = {
  config:
    '[profile alice]\nregion = eu-central-1\n[profile empty]\nregion = eu-central-1\n[profile hub]\nregion = eu-central-1\n' +
    'role_arn = arn:aws:iam::111122223333:role/Hub\nsource_profile = 111122223333-alice\n',
  credentials: `# mine\n[alice]\naws_access_key_id = ${DEMO_KEY.accessKeyId}\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`,
}

const ARGS = ['mfa-login', '--profile', 'alice', '--serial-number', DEMO_MFA.serial]

/** The keys of a profile in the credentials file. @param {import('./support.mjs').Stage} user @param {string} name */
function keysOf(user, name) {
  const section =
    user
      .text('credentials')
      .split(/^(?=\[)/m)
      .find((text) => text.startsWith(`[${name}]\n`)) ?? ''
  return Object.fromEntries([...section.matchAll(/^(\w+) = (.*)$/gm)].map(([, key, value]) => [key, value]))
}

test('a session is written to a profile, with which a role that requires MFA is assumed', async (t) => {
  const user = await stage(t, { files: FILES })
  const result = await user.run([...ARGS, '--update-profile', '111122223333-alice', '--mfa-code', DEMO_MFA.code])
  assertStatus(result, 0)
  assert.equal(result.stdout, '')
  assert.match(
    result.stderr,
    /^rolehop: profile 111122223333-alice has a session until \S+Z; use it with `--profile`\n$/,
  )
  const { aws_access_key_id: id, ...secrets } = keysOf(user, '111122223333-alice')
  assert.match(String(id), /^ASIA/)
  assert.deepEqual(Object.keys(secrets), ['aws_secret_access_key', 'aws_session_token'])
  assertNoSecrets(result, Object.values(secrets))
  assert.ok(user.text('credentials').startsWith(FILES.credentials), 'the keys of the user stay')
  assert.equal(statSync(user.path('credentials')).mode & 0o777, 0o600)
  assert.equal(user.text('config'), FILES.config)
  assert.equal(user.sts.requests[0]?.params.DurationSeconds, '43200')
  const role = await user.run(['whoami', '--profile', 'hub', '--query', 'Arn', '--output', 'text'])
  assert.match(role.stdout, /assumed-role\/Hub\//)
  assert.deepEqual(user.calls(), ['GetSessionToken', 'AssumeRole', 'GetCallerIdentity'])
})

test('botocore reads the session that was written', async (t) => {
  const read =
    'import botocore.session as b, sys; c = b.Session(profile=sys.argv[1]).get_credentials(); print(c.access_key, c.secret_key, c.token)'
  const user = await stage(t, { files: FILES })
  if (spawnSync('python3', ['-c', 'import botocore']).status !== 0) return t.skip('botocore is not installed')
  assertStatus(await user.run([...ARGS, '--update-profile', 'my session', '--mfa-code', DEMO_MFA.code]), 0)
  const { stdout, stderr } = spawnSync('python3', ['-c', read, 'my session'], { env: user.env, encoding: 'utf8' })
  const keys = keysOf(user, 'my session')
  const expected = [keys.aws_access_key_id, keys.aws_secret_access_key, keys.aws_session_token]
  assert.equal(stdout.trim(), expected.join(' '), stderr)
})

test('an old session is replaced, with its `aws_security_token`; options and JSON', async (t) => {
  const old = '[session]\naws_access_key_id = ASIAOLD\naws_secret_access_key = old\naws_security_token = old\n'
  const user = await stage(t, { files: { ...FILES, credentials: FILES.credentials + old } })
  const more = ['--update-profile', 'session', '--duration-seconds', '900', '--output', 'json']
  const result = await user.run([...ARGS, ...more, '--mfa-code', DEMO_MFA.code])
  assertStatus(result, 0)
  const { Profile, Expiration } = JSON.parse(result.stdout)
  assert.equal(Profile, 'session')
  assert.ok(Date.parse(Expiration) - Date.now() <= 900_000)
  assert.deepEqual(Object.keys(keysOf(user, 'session')).sort(), [
    'aws_access_key_id',
    'aws_secret_access_key',
    'aws_session_token',
  ])
  assert.equal(user.sts.requests[0]?.params.DurationSeconds, '900')
})

test('keys of the environment are used, and a piped code', async (t) => {
  const user = await stage(t, { files: FILES })
  const env = {
    AWS_ACCESS_KEY_ID: DEMO_KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: DEMO_KEY.secretAccessKey,
    AWS_REGION: 'eu-central-1',
  }
  const args = ['mfa-login', '--serial-number', DEMO_MFA.serial, '--update-profile', 's', '--mfa-code', DEMO_MFA.code]
  assertStatus(await user.run(args, { env }), 0)
  assert.match(String(keysOf(user, 's').aws_access_key_id), /^ASIA/)
})

test('what cannot work is refused before the code is used, and changes nothing', async (t) => {
  const sso = '[profile sso]\nsso_session = x\n'
  const user = await stage(t, { files: { ...FILES, config: FILES.config + sso } })
  const before = user.files()
  const code = ['--mfa-code', DEMO_MFA.code]
  /** @type {[args: string[], status: number, message: RegExp][]} */
  const cases = [
    [[...ARGS, '--update-profile', 'alice'], 252, /profile `alice` has access keys of a user, which would be lost/],
    [[...ARGS, '--update-profile', 'hub'], 252, /profile `hub` has `role_arn`/],
    [[...ARGS, '--update-profile', 'sso'], 252, /profile `sso` has `sso_session`/],
    [
      [...ARGS, '--update-profile', 's', '--duration-seconds', '60'],
      252,
      /the duration is 60; STS requires 900 to 129600/,
    ],
    [[...ARGS, '--update-profile', 's', '--duration-seconds', '1h'], 252, /`--duration-seconds` cannot be `1h`/],
    [ARGS, 252, /pass `--update-profile`/],
    [['mfa-login', '--profile', 'alice', '--update-profile', 's'], 252, /pass `--serial-number`/],
    [['mfa-login', '--profile', 'unknown', '--update-profile', 's'], 253, /profile-not-found/],
    [
      ['mfa-login', '--profile', 'empty', '--update-profile', 's'],
      252,
      /name a profile that has access keys with `--profile`/,
    ],
    [[...ARGS, '--update-profile', 'a]b'], 252, /profile `a\]b` cannot be written: a section name must not/],
  ]
  for (const [args, status, message] of cases) {
    const result = await user.run([...args, ...code])
    assertStatus(result, status)
    assert.match(result.stderr, message)
    assert.deepEqual(user.files(), before, String(args))
  }
  assert.deepEqual(user.calls(), [])
})

test('a session cannot create a session', async (t) => {
  const user = await stage(t, { files: FILES })
  const once = [...ARGS, '--update-profile', '111122223333-alice', '--mfa-code', DEMO_MFA.code]
  assertStatus(await user.run(once), 0)
  for (const profile of ['111122223333-alice', 'hub']) {
    const args = ['mfa-login', '--profile', profile, '--serial-number', DEMO_MFA.serial, '--update-profile', 's']
    const result = await user.run([...args, '--mfa-code', DEMO_MFA.code])
    assertStatus(result, 254)
    assert.match(result.stderr, /^error\[credentials-rejected\]: profile `.*` has a session/)
  }
  assert.deepEqual(user.calls(), ['GetSessionToken'])
})

test('at a terminal, it asks for what is missing, and hides the code', { skip }, async (t) => {
  const user = await stage(t, { files: FILES })
  const argv = [process.execPath, CLI, 'mfa-login', '--profile', 'alice']
  const { status, screen, unseen } = await atTerminal(argv, user.env, [
    ['MFA serial number or ARN: ', `${DEMO_MFA.serial}\r`],
    ['Profile to update [111122223333-alice]: ', 'alice'],
    ['(has access keys of a user, which would be lost)', '\r'],
    ['(has access keys of a user, which would be lost)', '\u0015\r'],
    [`Enter MFA code for ${DEMO_MFA.serial}: `, `${DEMO_MFA.code}\r`],
  ])
  assert.deepEqual(unseen, [], screen)
  assert.equal(status, 0, screen)
  assert.ok(!screen.includes(DEMO_MFA.code))
  assert.match(String(keysOf(user, '111122223333-alice').aws_access_key_id), /^ASIA/)
})

test('without credentials, it asks for the access keys, and hides the secret', { skip }, async (t) => {
  const user = await stage(t, { files: { config: '[default]\nregion = eu-central-1\n' } })
  const argv = [process.execPath, CLI, 'mfa-login', '--serial-number', DEMO_MFA.serial, '--update-profile', 's']
  const { status, screen, unseen } = await atTerminal(argv, user.env, [
    ['Access key ID: ', `${DEMO_KEY.accessKeyId}\r`],
    ['Secret access key: ', `${DEMO_KEY.secretAccessKey}\r`],
    [`Enter MFA code for ${DEMO_MFA.serial}: `, `${DEMO_MFA.code}\r`],
  ])
  assert.deepEqual(unseen, [], screen)
  assert.equal(status, 0, screen)
  assertNoSecrets({ stdout: screen, stderr: '' })
  assert.match(String(keysOf(user, 's').aws_access_key_id), /^ASIA/)
  assert.ok(!user.text('credentials').includes(DEMO_KEY.secretAccessKey))
})

test('Ctrl-C leaves the files untouched', { skip }, async (t) => {
  const user = await stage(t, { files: FILES })
  const before = user.files()
  const argv = [process.execPath, CLI, ...ARGS]
  const { status, unseen, screen } = await atTerminal(argv, user.env, [['Profile to update ', '\u0003']])
  assert.deepEqual(unseen, [], screen)
  assert.equal(status, 130)
  assert.deepEqual(user.files(), before)
})
