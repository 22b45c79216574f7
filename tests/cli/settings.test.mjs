// @ts-check
/** list-profiles, get, set, unset, show: the files as the AWS CLI reads and writes them. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, stage } from './support.mjs'

const NONE = { config: '', credentials: '' }

test('list-profiles prints the profiles of both files, one per line', async (t) => {
  const user = await stage(t)
  const text = await user.run(['list-profiles'])
  assert.deepEqual([text.status, text.stdout, text.stderr], [0, 'base\nhub\ndeploy\nreadonly\nlocked\n', ''])
  const json = await user.run(['list-profiles', '--output', 'json'])
  assert.deepEqual(JSON.parse(json.stdout), { profiles: ['base', 'hub', 'deploy', 'readonly', 'locked'] })
})

test('list-profiles succeeds without files, and if the selected profile is missing', async (t) => {
  const user = await stage(t)
  const unknown = await user.run(['list-profiles', '--profile', 'unknown'])
  assert.equal(unknown.status, 0)
  rmSync(user.path(), { recursive: true })
  const { status, stdout } = await user.run(['list-profiles'])
  assert.deepEqual([status, stdout], [0, ''])
})

test('options select other files', async (t) => {
  const user = await stage(t)
  const path = join(user.home, 'elsewhere')
  writeFileSync(path, '[profile other]\nregion = us-east-2\n')
  const flags = ['--config-file', path, '--credentials-file', '/dev/null']
  assert.equal((await user.run(['list-profiles', ...flags])).stdout, 'other\n')
  const byEnvironment = await user.run(['get', 'region', '--profile', 'other'], { env: { AWS_CONFIG_FILE: path } })
  assert.equal(byEnvironment.stdout, 'us-east-2\n')
})

/** @type {[shows: string, args: string[], env: Record<string, string>, status: number, stdout: string][]} */
const GETS = [
  ['a value', ['region', '--profile', 'hub'], {}, 0, 'eu-central-1\n'],
  ['no value: no output, exit code 1', ['sso_session', '--profile', 'hub'], {}, 1, ''],
  ['the selected profile', ['mfa_serial'], { AWS_PROFILE: 'hub' }, 0, `${DEMO_MFA.serial}\n`],
  ['the older variable', ['external_id'], { AWS_DEFAULT_PROFILE: 'deploy' }, 0, 'demo-external-id\n'],
  [
    'AWS_PROFILE overrides the older one',
    ['region'],
    { AWS_PROFILE: 'hub', AWS_DEFAULT_PROFILE: 'x' },
    0,
    'eu-central-1\n',
  ],
  ['no environment', ['region', '--profile', 'hub'], { AWS_REGION: 'us-east-1' }, 0, 'eu-central-1\n'],
  ['an id from the credentials file', ['aws_access_key_id', '--profile', 'base'], {}, 0, `${DEMO_KEY.accessKeyId}\n`],
  ['a missing profile', ['region', '--profile', 'unknown'], {}, 253, ''],
  ['no default, none selected', ['region'], {}, 1, ''],
]

for (const [shows, args, env, status, stdout] of GETS) {
  test(`get: ${shows}`, async (t) => {
    const user = await stage(t)
    const result = await user.run(['get', ...args], { env })
    assertStatus(result, status)
    assert.equal(result.stdout, stdout)
  })
}

test('get: a nested name, and JSON', async (t) => {
  const user = await stage(t, { files: { config: '[default]\ns3 =\n  max_concurrent_requests = 20\n' } })
  assert.equal((await user.run(['get', 's3.max_concurrent_requests'])).stdout, '20\n')
  const { stdout } = await user.run(['get', 's3.max_concurrent_requests', '--output', 'json'])
  assert.deepEqual(JSON.parse(stdout), { profile: 'default', key: 's3.max_concurrent_requests', value: '20' })
})

test('set changes one line and keeps every other byte', async (t) => {
  const config = '# mine\r\n[profile a]\r\nregion=us-east-1\r\n; note\r\n\r\n[profile b]\r\nregion = x\r\n'
  const user = await stage(t, { files: { config } })
  const result = await user.run(['set', 'region', 'eu-west-1', '--profile', 'a'])
  assert.deepEqual(result, { status: 0, signal: null, stdout: '', stderr: '' })
  assert.equal(user.text('config'), config.replace('us-east-1', 'eu-west-1'))
})

test('set creates the files and the profile, and writes access keys to the credentials file', async (t) => {
  const user = await stage(t, { files: NONE })
  rmSync(user.path(), { recursive: true })
  const secret = 'another/secret/EXAMPLE/0123456789abcdefgh'
  const settings = [
    ['aws_access_key_id', 'AKIAIOSFODNN7EXAMPLE'],
    ['aws_secret_access_key', secret],
    ['region', 'eu-central-1'],
  ]
  for (const [key = '', value = ''] of settings) {
    const result = await user.run(['set', key, value, '--profile', 'new one'], { secrets: [secret] })
    assert.deepEqual(result, { status: 0, signal: null, stdout: '', stderr: '' })
  }
  assert.equal(user.text('config'), "[profile 'new one']\nregion = eu-central-1\n")
  assert.equal(
    user.text('credentials'),
    `[new one]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secret}\n`,
  )
  for (const name of ['config', 'credentials']) assert.equal(statSync(user.path(name)).mode & 0o777, 0o600)
})

test('set changes the default profile, or the selected one', async (t) => {
  const user = await stage(t, { files: NONE })
  await user.run(['set', 'region', 'us-east-1'])
  await user.run(['set', 'region', 'us-east-2'], { env: { AWS_PROFILE: 'p' } })
  assert.equal(user.text('config'), '[default]\nregion = us-east-1\n[profile p]\nregion = us-east-2\n')
})

test('set accepts a value with a dash after --', async (t) => {
  const user = await stage(t, { files: NONE })
  assertStatus(await user.run(['set', 'external_id', '--', '-dash']), 0)
  assert.equal(user.text('config'), '[default]\nexternal_id = -dash\n')
})

test('set warns about a credentials file that other users can read', {
  skip: process.platform === 'win32',
}, async (t) => {
  const user = await stage(t)
  chmodSync(user.path('credentials'), 0o644)
  const result = await user.run(['set', 'aws_session_token', 'token', '--profile', 'base'])
  assertStatus(result, 0)
  assert.match(result.stderr, /^rolehop: warning: .*chmod 600 ~\/\.aws\/credentials/)
  assert.equal(statSync(user.path('credentials')).mode & 0o777, 0o644)
  assert.equal((await user.run(['set', 'region', 'x', '--profile', 'base'])).stderr, '')
})

test('set rejects values that would not survive a round trip, and changes nothing', async (t) => {
  const user = await stage(t)
  const before = user.files()
  for (const [key, value] of [
    ['region', 'a\n[profile b]'],
    ['a.b.c.d', 'x'],
    ['[k]\n', 'x'],
  ]) {
    const result = await user.run(['set', key ?? '', value ?? '', '--profile', 'hub'])
    assertStatus(result, 252)
    assert.match(result.stderr, /^error\[edit-refused\]: /)
    assert.deepEqual(user.files(), before)
  }
})

test('unset removes a setting from both files', async (t) => {
  const files = { config: '[profile a]\nregion = x\noutput = json\n', credentials: '[a]\nregion = y\n' }
  const user = await stage(t, { files })
  const result = await user.run(['unset', 'region', '--profile', 'a'])
  assert.deepEqual(result, { status: 0, signal: null, stdout: '', stderr: '' })
  assert.equal(user.text('config'), '[profile a]\noutput = json\n')
  assert.doesNotMatch(user.text('credentials'), /region/)
  assertStatus(await user.run(['unset', 'region', '--profile', 'a']), 0)
  assertStatus(await user.run(['unset', 'region', '--profile', 'unknown']), 253)
})

test('show lists settings with their locations, and masks secrets', async (t) => {
  const user = await stage(t)
  const { stdout, status } = await user.run(['show', '--profile', 'base'])
  assert.equal(status, 0)
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/))
  assert.deepEqual(rows, [
    ['region', 'eu-central-1', '~/.aws/config:2'],
    ['aws_access_key_id', '****************MPLE', '~/.aws/credentials:2'],
    ['aws_secret_access_key', '****************EKEY', '~/.aws/credentials:3'],
  ])
})

test('show as JSON', async (t) => {
  const files = { config: '[default]\nregion = x\ns3 =\n  a = 1\n  b = 2\n' }
  const user = await stage(t, { files })
  const { stdout } = await user.run(['show', '--output', 'json'])
  const place = { file: 'config', path: user.path('config') }
  assert.deepEqual(JSON.parse(stdout), {
    profile: 'default',
    settings: [
      { key: 'region', value: 'x', masked: false, ...place, line: 2, column: 1 },
      {
        key: 's3',
        nested: [
          { name: 'a', value: '1' },
          { name: 'b', value: '2' },
        ],
        masked: false,
        ...place,
        line: 3,
        column: 1,
      },
    ],
  })
})

test('JSON contains no control characters', async (t) => {
  const user = await stage(t, { files: { config: '[profile a\u009b31m\u202e]\nregion = x\n' } })
  const { stdout } = await user.run(['list-profiles', '--output', 'json'])
  assert.match(stdout, /a\\u009b31m\\u202e/)
  assert.deepEqual(JSON.parse(stdout), { profiles: ['a\u009b31m\u202e'] })
})

test('only the two files are written', async (t) => {
  const user = await stage(t)
  await user.run(['set', 'output', 'json', '--profile', 'hub'])
  assert.deepEqual(
    Object.keys(user.files()).filter((name) => !name.includes('locks')),
    ['.aws/config', '.aws/credentials'],
  )
  assert.ok(!existsSync(user.path('cli')))
  assert.match(readFileSync(user.path('config'), 'utf8'), /\[profile hub\](.|\n)*output = json\n\n\[profile deploy\]/)
})

test('a file that an option names must exist, unless `set` creates it', async (t) => {
  const user = await stage(t)
  const missing = join(user.home, 'missing')
  const refused = async (/** @type {string[]} */ args, /** @type {RegExp} */ message) => {
    const result = await user.run(args)
    assertStatus(result, 252)
    assert.match(result.stderr, message)
  }
  for (const args of [
    ['list-profiles'],
    ['check'],
    ['show'],
    ['plan'],
    ['whoami'],
    ['get', 'region'],
    ['unset', 'x'],
  ]) {
    await refused([...args, '--config-file', missing], /`--config-file`: `[^`]+missing` does not exist/)
  }
  await refused(['check', '--credentials-file', missing], /`--credentials-file`: /)
  await refused(['check', '--config-file', user.home], /is a directory/)
  assertStatus(await user.run(['set', 'region', 'eu-west-1', '--config-file', missing]), 0)
  assert.equal(readFileSync(missing, 'utf8'), '[default]\nregion = eu-west-1\n')
})

test('`~` is expanded in a path that an option names', async (t) => {
  const user = await stage(t)
  const result = await user.run(['list-profiles', '--config-file=~/.aws/config', '--credentials-file', '/dev/null'])
  assertStatus(result, 0)
  assert.match(result.stdout, /^deploy$/m)
})

test('a pipe is not read as an empty file', { skip: process.platform === 'win32' }, async (t) => {
  const user = await stage(t)
  const pipe = join(user.home, 'pipe')
  assert.equal(spawnSync('mkfifo', [pipe]).status, 0)
  const result = await user.run(['check', '--config-file', pipe])
  assertStatus(result, 252)
  assert.match(result.stderr, /`--config-file`: `[^`]+pipe` is a pipe/)
})

const SECTIONS = `[sso-session corp]
sso_region = eu-west-1
# the portal
sso_start_url = https://corp.awsapps.com/start

[profile corp]
region = us-east-1

[services local]
sts =
  endpoint_url = http://localhost:4566
`

test('--sso-session and --services read sections, whatever profile is selected', async (t) => {
  const user = await stage(t, { files: { config: SECTIONS } })
  const env = { AWS_PROFILE: 'unknown' }
  const cases = [
    [['get', 'sso_region', '--sso-session', 'corp'], 'eu-west-1\n'],
    [['get', 'SSO_REGION', '--sso-session=corp', '--profile', 'unknown'], 'eu-west-1\n'],
    [['get', 'sts.endpoint_url', '--services', 'local'], 'http://localhost:4566\n'],
    [['list-sections', 'sso-session'], 'corp\n'],
    [['list-sections', 'services'], 'local\n'],
  ]
  for (const [args = [], expected] of cases) {
    const result = await user.run(/** @type {string[]} */ (args), { env })
    assertStatus(result, 0)
    assert.equal(result.stdout, expected, String(args))
  }
  const none = await user.run(['get', 'region', '--sso-session', 'corp'], { env })
  assert.deepEqual([none.status, none.stdout, none.stderr], [1, '', ''])
})

test('sections as JSON', async (t) => {
  const user = await stage(t, { files: { config: SECTIONS } })
  const json = async (/** @type {string[]} */ args) =>
    JSON.parse((await user.run([...args, '--output', 'json'])).stdout)
  assert.deepEqual(await json(['get', 'sso_region', '--sso-session', 'corp']), {
    ssoSession: 'corp',
    key: 'sso_region',
    value: 'eu-west-1',
  })
  const { services, settings } = await json(['show', '--services', 'local'])
  assert.equal(services, 'local')
  assert.deepEqual(settings[0].nested, [{ name: 'endpoint_url', value: 'http://localhost:4566' }])
  assert.deepEqual(await json(['list-sections', 'services']), { sections: ['local'] })
})

test('show lists the settings of a section with their locations', async (t) => {
  const user = await stage(t, { files: { config: SECTIONS } })
  const { stdout } = await user.run(['show', '--sso-session', 'corp'])
  assert.match(stdout, /^sso_region +eu-west-1 +~\/\.aws\/config:2\nsso_start_url +\S+ +~\/\.aws\/config:4\n$/)
})

test('set and unset change one line of a section, or add the section', async (t) => {
  const user = await stage(t, { files: { config: SECTIONS } })
  const change = async (/** @type {string[]} */ args) =>
    assert.deepEqual(await user.run(args), { status: 0, signal: null, stdout: '', stderr: '' })
  await change(['set', 'sso_region', 'us-east-2', '--sso-session', 'corp'])
  assert.equal(user.text('config'), SECTIONS.replace('eu-west-1', 'us-east-2'))
  await change(['set', 'sso_region', 'eu-west-1', '--sso-session', 'corp'])
  await change(['set', 's3.endpoint_url', 'http://localhost:9000', '--services', 'my store'])
  const added = "[services 'my store']\ns3 =\n    endpoint_url = http://localhost:9000\n"
  assert.equal(user.text('config'), SECTIONS + added)
  await change(['unset', 's3.endpoint_url', '--services', 'my store'])
  assert.equal(user.text('config'), `${SECTIONS}[services 'my store']\n`)
  assert.equal(user.text('credentials'), '')
})

test('keys without a meaning in a section', async (t) => {
  const user = await stage(t, { files: { config: SECTIONS } })
  for (const [option, name, key, message] of /** @type {const} */ ([
    ['--sso-session', 'corp', 'aws_secret_access_key', /secret `aws_secret_access_key` is in the config file/],
    ['--services', 'local', 'aws_secret_access_key', /secret `aws_secret_access_key` is in the config file/],
    ['--sso-session', 'corp', 'role_arn', /unknown key `role_arn`/],
  ])) {
    const { status, stderr } = await user.run(['set', key, 'canary/value', option, name])
    assert.equal(status, 0, stderr)
    assert.match(stderr, message)
    if (key !== 'role_arn') assert.doesNotMatch(stderr, /canary/)
    assert.match(user.text('config'), new RegExp(`${key} = canary/value\n`))
  }
})

test('wrong uses of sections are refused by name', async (t) => {
  const user = await stage(t, { files: { config: SECTIONS } })
  const before = user.files()
  /** @type {[args: string[], status: number, message: RegExp][]} */
  const cases = [
    [['get', 'x', '--sso-session', 'corp', '--services', 'local'], 252, /`--sso-session` and `--services` cannot/],
    [['set', 'x', 'y', '--sso-session', 'corp', '--services', 'local'], 252, /`--sso-session` and `--services` cannot/],
    [['show', '--sso-session', 'unknown'], 253, /^error\[sso-session-not-found\]: .*`unknown`/],
    [['get', 'x', '--services', 'corp'], 253, /^error\[services-not-found\]: .*`corp`/],
    [['unset', 'x', '--services', 'unknown'], 253, /^error\[services-not-found\]: /],
    [['get', 'x', '--sso-session='], 252, /`--sso-session` needs a value/],
    [['set', 'x', 'y', '--sso-session', '!a'], 252, /a section name must begin with a letter/],
    [['set', 'sts', 'y', '--services', 'local'], 252, /contains nested settings/],
    [['set', 'a.b.c', 'y', '--services', 'local'], 252, /too many parts/],
    [['get', 'x', '--sso-session', 'corp', '--pick'], 252, /`--pick` and `--sso-session` cannot/],
    [['get', 'x', '--services', 'local', '--pick'], 252, /`--pick` and `--services` cannot/],
    [['list-sections', 'profiles'], 252, /KIND of `list-sections` cannot be `profiles`/],
  ]
  for (const [args, status, message] of cases) {
    const result = await user.run(args)
    assertStatus(result, status)
    assert.match(result.stderr, message)
  }
  assert.deepEqual(user.files(), before)
})
