// @ts-check
/** Errors in a config or a call: each is a diagnostic with a code, location, help and exit code. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, stage } from './support.mjs'

const ROLE = 'arn:aws:iam::111122223333:role/team/ReadOnly'
const KEYS = `aws_access_key_id = ${DEMO_KEY.accessKeyId}\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`
const CREDENTIALS = `[base]\n${KEYS}`

/** A config whose profile `p` has these lines; the first is on line 3. */
const withRole = (/** @type {string[]} */ ...lines) => ['[profile base]', '[profile p]', ...lines, ''].join('\n')

/**
 * @typedef {object} Case
 * @property {string} shows
 * @property {string} config
 * @property {string} [credentials]
 * @property {string} [profile] `p` when absent
 * @property {string} code
 * @property {string | undefined} place `file:line:column`, if any
 */

/** @type {Case[]} */
const CONFIGS = [
  {
    shows: 'a file with a syntax error',
    config: withRole('region = x', 'what is this'),
    code: 'invalid-line',
    place: 'config:4:1',
  },
  { shows: 'an unknown profile', config: withRole(), profile: 'unknown', code: 'profile-not-found', place: undefined },
  {
    shows: 'a cycle',
    config: withRole(
      `role_arn = ${ROLE}`,
      'source_profile = q',
      '[profile q]',
      `role_arn = ${ROLE}`,
      'source_profile = p',
    ),
    code: 'chain-cycle',
    place: 'config:7:18',
  },
  {
    shows: 'an STS ARN as role_arn',
    config: withRole('role_arn = arn:aws:sts::111122223333:assumed-role/Hub/me', 'source_profile = base'),
    code: 'role-arn-is-session',
    place: 'config:3:12',
  },
  {
    shows: 'both sources',
    config: withRole(`role_arn = ${ROLE}`, 'source_profile = base', 'credential_source = Environment'),
    code: 'source-conflict',
    place: 'config:4:18',
  },
  ...[
    { value: '899', code: 'duration-out-of-range' },
    { value: '43201', code: 'duration-out-of-range' },
    { value: '10x', code: 'duration-not-integer' },
  ].map(({ value, code }) => ({
    shows: `a duration of ${value}`,
    config: withRole(`role_arn = ${ROLE}`, 'source_profile = base', `duration_seconds = ${value}`),
    code,
    place: 'config:5:20',
  })),
  {
    shows: 'a duration of 3601 on a chained hop',
    config: withRole(
      `role_arn = ${ROLE}`,
      'source_profile = q',
      'duration_seconds = 3601',
      '[profile q]',
      `role_arn = ${ROLE}`,
      'source_profile = base',
    ),
    code: 'duration-chained',
    place: 'config:5:20',
  },
  {
    shows: 'a missing secret',
    config: withRole(`role_arn = ${ROLE}`, 'source_profile = base'),
    credentials: `[base]\naws_access_key_id = ${DEMO_KEY.accessKeyId}\n`,
    code: 'static-keys-incomplete',
    place: 'credentials:2:1',
  },
]

/** The commands that need the role chain. */
const NEED_A_PLAN = [['plan'], ['whoami'], ['credentials'], ['exec', '--', 'true']]

for (const { shows, config, credentials = CREDENTIALS, profile = 'p', code, place } of CONFIGS) {
  test(`check: ${shows}`, async (t) => {
    const user = await stage(t, { files: { config, credentials } })
    const before = user.files()
    const text = await user.run(['check', '--profile', profile])
    assertStatus(text, 253)
    assert.match(text.stdout, new RegExp(`^error\\[${code}\\]: `, 'm'))
    if (place) assert.ok(text.stdout.includes(`~/.aws/${place}`), text.stdout)
    assert.match(text.stdout, /help: /)
    const { diagnostics } = JSON.parse((await user.run(['check', '--profile', profile, '--output', 'json'])).stdout)
    const found = diagnostics.find((/** @type {any} */ diagnostic) => diagnostic.code === code)
    assert.equal(found.severity, 'error')
    assert.equal(found.file && `${found.file}:${found.line}:${found.column}`, place)
    assert.ok(found.help, 'it has help')
    assert.deepEqual(user.files(), before)
  })

  test(`before any call: ${shows}`, async (t) => {
    const user = await stage(t, { files: { config, credentials } })
    const before = user.files()
    for (const [command = '', ...rest] of NEED_A_PLAN) {
      const result = await user.run([command, '--profile', profile, ...rest])
      assertStatus(result, 253)
      assert.match(result.stderr, new RegExp(`^error\\[${code}\\]: `, 'm'))
      if (place) assert.ok(result.stderr.includes(`~/.aws/${place}`), result.stderr)
      assert.equal(result.stdout, '')
    }
    assert.deepEqual(user.files(), before)
    assert.deepEqual(user.calls(), [])
  })
}

test('a syntax error fails every command, and no command changes the file', async (t) => {
  const user = await stage(t, { files: { config: '[profile a]\nregion = x\n???\n', credentials: CREDENTIALS } })
  const before = user.files()
  const commands = [['list-profiles'], ['get', 'region'], ['set', 'region', 'x'], ['unset', 'region'], ['show']]
  for (const args of commands) {
    const result = await user.run([...args, '--profile', 'a'])
    assertStatus(result, 253)
    assert.match(result.stderr, /^error\[invalid-line\]: [\s\S]*~\/\.aws\/config:3:1/)
    assert.equal(result.stdout, '')
  }
  assert.deepEqual(user.files(), before)
})

/**
 * @typedef {object} CallCase
 * @property {string} shows
 * @property {string} profile
 * @property {string[]} [args]
 * @property {Record<string, string>} [env]
 * @property {import('../../tools/sts/faults.mjs').Fault[]} [faults]
 * @property {{ config?: string, credentials?: string }} [files]
 * @property {string} code
 * @property {number} status
 * @property {string} [place]
 * @property {string[]} calls
 */

/** @type {CallCase[]} */
const CALLS = [
  {
    shows: 'STS responds AccessDenied',
    profile: 'locked',
    code: 'sts-access-denied',
    status: 254,
    place: 'config:22:12',
    calls: ['AssumeRole'],
  },
  {
    shows: 'an empty MFA code',
    profile: 'hub',
    args: ['--mfa-code='],
    code: 'mfa-rejected',
    status: 254,
    place: 'config:7:14',
    calls: [],
  },
  {
    shows: 'an MFA code of five digits',
    profile: 'hub',
    args: ['--mfa-code', '12345'],
    code: 'mfa-rejected',
    status: 254,
    place: 'config:7:14',
    calls: [],
  },
  {
    shows: 'a wrong MFA code, which is sent once',
    profile: 'hub',
    args: ['--mfa-code', '654321'],
    code: 'mfa-rejected',
    status: 254,
    place: 'config:7:14',
    calls: ['AssumeRole'],
  },
  {
    shows: 'no prompt for an MFA code',
    profile: 'hub',
    code: 'mfa-required',
    status: 253,
    place: 'config:7:14',
    calls: [],
  },
  {
    shows: 'a wrong secret',
    profile: 'base',
    files: { config: '[profile base]\nregion = eu-central-1\n', credentials: CREDENTIALS.replace('demo/', 'other/') },
    code: 'credentials-rejected',
    status: 254,
    calls: ['GetCallerIdentity'],
  },
  {
    shows: 'the endpoint is not STS',
    profile: 'readonly',
    faults: [{ portal: true, times: 5 }],
    code: 'not-an-sts-response',
    status: 255,
    place: 'config:17:12',
    calls: ['AssumeRole'],
  },
  {
    shows: 'the session is of another role',
    profile: 'readonly',
    faults: [{ set: { 'AssumedRoleUser.Arn': 'arn:aws:sts::999999999999:assumed-role/Other/x' } }],
    code: 'identity-mismatch',
    status: 255,
    place: 'config:17:12',
    calls: ['AssumeRole'],
  },
]

for (const { shows, profile, args = [], env = {}, faults = [], files, code, status, place, calls } of CALLS) {
  test(`a call that fails: ${shows}`, async (t) => {
    const user = await stage(t, { ...(files && { files }), sts: { faults } })
    const before = user.files()
    const result = await user.run(['whoami', '--profile', profile, ...args], { env })
    assertStatus(result, status)
    assert.match(result.stderr, new RegExp(`^error\\[${code}\\]: `))
    assert.match(result.stderr, /help: /)
    if (place) assert.ok(result.stderr.includes(`~/.aws/${place}`), result.stderr)
    assert.equal(result.stdout, '')
    assert.deepEqual(user.calls(), calls)
    const written = Object.entries(user.files()).filter(([name]) => !name.includes('/locks/'))
    assert.deepEqual(Object.fromEntries(written), before)
  })
}

test('an STS that is down', async (t) => {
  const user = await stage(t)
  await user.sts.close()
  const result = await user.run(['whoami', '--profile', 'base'])
  assertStatus(result, 255)
  assert.match(result.stderr, /^error\[sts-unreachable\]: /)
})

test('no profile and no credentials at all', async (t) => {
  const user = await stage(t, { files: {} })
  const result = await user.run(['whoami'])
  assertStatus(result, 253)
  assert.match(result.stderr, /^error\[no-credentials\]: /)
})

test('--debug logs each step, without secrets', async (t) => {
  const user = await stage(t)
  const good = await user.run(['whoami', '--profile', 'hub', '--mfa-code', DEMO_MFA.code, '--debug'])
  assertStatus(good, 0)
  assert.match(good.stderr, /rolehop: debug: /)
  const bad = await user.run(['whoami', '--profile', 'locked', '--debug'])
  assertStatus(bad, 254)
  assert.match(bad.stderr, /\n +at /, 'the stack is shown')
})

test('without --debug no stack is shown', async (t) => {
  const user = await stage(t)
  const { stderr } = await user.run(['whoami', '--profile', 'locked'])
  assert.doesNotMatch(stderr, /\n +at |node:|\.js:\d/)
})
