// @ts-check
/** exec: the program's environment, exit code and signals. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { demoFiles } from '../../tools/sts/demo.mjs'
import { assertStatus, CLI, ended, stage } from './support.mjs'

/** A program in JavaScript, as the arguments of exec. */
const node = (/** @type {string} */ source, /** @type {string[]} */ ...args) => [
  '--',
  process.execPath,
  '-e',
  source,
  ...args,
]

const PRINT_ENV = 'process.stdout.write(JSON.stringify(process.env))'

test('the program gets the credentials and nothing stale', async (t) => {
  const user = await stage(t)
  const env = {
    AWS_DEFAULT_PROFILE: 'x',
    AWS_SECURITY_TOKEN: 'old',
    AWS_SESSION_TOKEN: 'old',
    AWS_CREDENTIAL_EXPIRATION: '2001-01-01T00:00:00Z',
    AWS_ACCOUNT_ID: '000000000000',
    KEPT: 'yes',
  }
  const options = { env: { ...env, AWS_PROFILE: 'readonly' }, printsSecrets: true }
  const result = await user.run(['exec', ...node(PRINT_ENV)], options)
  assertStatus(result, 0)
  const got = JSON.parse(result.stdout)
  assert.match(got.AWS_ACCESS_KEY_ID, /^ASIA/)
  assert.equal(got.AWS_SESSION_TOKEN.startsWith('IQoJ'), true)
  assert.match(got.AWS_CREDENTIAL_EXPIRATION, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)
  assert.ok(Date.parse(got.AWS_CREDENTIAL_EXPIRATION) > Date.now())
  assert.deepEqual([got.AWS_REGION, got.AWS_DEFAULT_REGION, got.KEPT], ['eu-central-1', 'eu-central-1', 'yes'])
  for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN', 'AWS_ACCOUNT_ID']) {
    assert.ok(!(name in got), name)
  }
})

/** Variables of other identities, each read by some tool or SDK. */
const OTHER_IDENTITIES = [
  'AMAZON_ACCESS_KEY_ID',
  'AMAZON_SECRET_ACCESS_KEY',
  'AMAZON_SESSION_TOKEN',
  'AWSUME_PROFILE',
  'AWS_ACCESS_KEY',
  'AWS_BEARER_TOKEN_BEDROCK',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CREDENTIAL_FILE',
  'AWS_IAM_ROLE_ARN',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_SECRET_KEY',
  'AWS_SSO_ROLE_ARN',
  'AWS_VAULT',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'GRANTED_SSO_ROLE_NAME',
  'ROLEHOP_PROFILE',
]

for (const how of [
  ['--profile', 'readonly'],
  ['--profile', 'readonly', '--serve'],
  ['--profiles', 'readonly'],
]) {
  test(`no other identity is left in the environment: ${how.join(' ')}`, async (t) => {
    const user = await stage(t)
    const env = Object.fromEntries(OTHER_IDENTITIES.map((name) => [name, 'of-another']))
    const kept = { _AWS_CLI_PROFILE_CHAIN: 'outer', AWS_PAGER: '', AWS_SDK_LOAD_CONFIG: '1', TF_VAR_x: 'AWS_ROLE_ARN' }
    const options = { env: { ...env, ...kept }, printsSecrets: true }
    const result = await user.run(['exec', ...how, ...node(PRINT_ENV)], options)
    assertStatus(result, 0)
    const got = JSON.parse(result.stdout)
    assert.deepEqual(
      Object.keys(got).filter((name) => got[name] === 'of-another'),
      [],
    )
    for (const [name, value] of Object.entries(kept)) assert.equal(got[name], value, name)
  })
}

test('the program gets the settings of the profile, and the environment overrides them', async (t) => {
  const config = `[default]
region = us-west-2
retry_mode = legacy
[profile p]
region = eu-west-1
endpoint_url = http://127.0.0.1:9
services = mine
use_fips_endpoint = true
use_dualstack_endpoint = true
ca_bundle = /etc/some.pem
retry_mode = adaptive
max_attempts = 7
sts_regional_endpoints = regional
[services mine]
s3 =
  endpoint_url = http://127.0.0.1:10
bedrock_agent_runtime =
  endpoint_url = http://127.0.0.1:11
`
  const credentials = '[p]\naws_access_key_id = AKIAPPPPPPPPPPPPPPPP\naws_secret_access_key = secret\n'
  const user = await stage(t, { files: { config, credentials } })
  const env = { AWS_MAX_ATTEMPTS: '2', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:12' }
  const result = await user.run(['exec', '--profile', 'p', ...node(PRINT_ENV)], { env })
  assertStatus(result, 0)
  const { HOME, PATH, ROLEHOP_EXEC, ...got } = JSON.parse(result.stdout)
  assert.deepEqual(got, {
    AWS_ACCESS_KEY_ID: 'AKIAPPPPPPPPPPPPPPPP',
    AWS_CA_BUNDLE: '/etc/some.pem',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: 'http://127.0.0.1:11',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:12',
    AWS_ENDPOINT_URL_STS: user.sts.url,
    AWS_MAX_ATTEMPTS: '2',
    AWS_REGION: 'eu-west-1',
    AWS_RETRY_MODE: 'adaptive',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_STS_REGIONAL_ENDPOINTS: 'regional',
    AWS_USE_DUALSTACK_ENDPOINT: 'true',
    AWS_USE_FIPS_ENDPOINT: 'true',
  })
})

/** A program that prints the shared files that it would read, runs `set` if told to, and then waits if told to. */
const FILES = `
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } = process.env
const about = (path) => {
  if (path === undefined) return undefined
  const file = statSync(path)
  return { path, mode: file.mode & 0o777, isFile: file.isFile(), folder: statSync(dirname(path)).mode & 0o777, text: readFileSync(path, 'utf8') }
}
console.log(JSON.stringify({ config: about(config), credentials: about(credentials) }))
const [cli, wait] = process.argv.slice(1)
if (cli) execFileSync(process.execPath, [cli, 'set', 'region', 'eu-west-3'])
if (wait) setInterval(() => {}, 1000)
`

const printFiles = (/** @type {string[]} */ ...args) => [
  '--',
  process.execPath,
  '--input-type=module',
  '-e',
  FILES,
  ...args,
]

const WITH_DEFAULT = (() => {
  const { config, credentials } = demoFiles()
  return { config, credentials: `${credentials}[default]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = o\n` }
})()

test('--serve replaces files with a default profile by temporary copies, which the program may change', async (t) => {
  const user = await stage(t, { files: WITH_DEFAULT })
  const before = [user.text('config'), user.text('credentials')]
  const result = await user.run(['exec', '--serve', '--profile', 'readonly', ...printFiles(CLI)])
  assertStatus(result, 0)
  const { config, credentials } = JSON.parse(result.stdout)
  const expected = { mode: 0o600, isFile: true, folder: 0o700, text: '' }
  assert.deepEqual(config, { ...expected, path: config.path })
  assert.deepEqual(credentials, { ...expected, path: credentials.path })
  assert.equal(existsSync(dirname(config.path)), false)
  assert.deepEqual([user.text('config'), user.text('credentials')], before)
})

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) {
  test(`the copies are removed after ${signal}`, { skip: process.platform === 'win32' }, async (t) => {
    const user = await stage(t, { files: WITH_DEFAULT })
    const child = user.start(['exec', '--serve', '--profile', 'readonly', ...printFiles('', 'wait')])
    const end = ended(child)
    const [text] = await once(child.stdout, 'data')
    const { config } = JSON.parse(text)
    assert.equal(existsSync(config.path), true)
    child.kill(signal)
    assertStatus(await end, 128 + constants.signals[signal])
    assert.equal(existsSync(dirname(config.path)), false)
  })
}

test('the copy of a file lacks only the settings that would apply to the program', async (t) => {
  const { config, credentials } = demoFiles()
  const more = '# mine\n[default]\noutput = text\nendpoint_url = http://127.0.0.1:9\n'
  const user = await stage(t, { files: { config: more + config, credentials } })
  const result = await user.run(['exec', '--profile', 'readonly', ...printFiles()])
  assertStatus(result, 0)
  const got = JSON.parse(result.stdout)
  assert.equal(got.config.text, `# mine\n[default]\noutput = text\n${config}`)
  assert.equal(got.credentials, undefined)
  assert.match(
    result.stderr,
    /note: the program reads a copy of the config file without `endpoint_url` of profile `default`\n/,
  )
  assert.equal(existsSync(got.config.path), false)
})

test('a file with secrets is not copied', async (t) => {
  const { config, credentials } = demoFiles()
  const user = await stage(t, { files: { config, credentials: `[default]\nregion = us-east-1\n${credentials}` } })
  user.write({ config: config.replaceAll('region = eu-central-1', ''), credentials: user.text('credentials') })
  const result = await user.run(['exec', '--profile', 'base', ...printFiles()])
  assertStatus(result, 0)
  assert.equal(JSON.parse(result.stdout).credentials.text, '')
  assert.match(result.stderr, /replaced by an empty one/)
})

test('with the profile `default` itself no copy is made and no setting is lost', async (t) => {
  const keys = 'aws_access_key_id = AKIADDDDDDDDDDDDDDDD\naws_secret_access_key = secret\n'
  const config = `[default]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\ns3 =\n  addressing_style = path\n${keys}`
  const user = await stage(t, { files: { config } })
  const result = await user.run(['exec', ...printFiles()])
  assertStatus(result, 0)
  assert.deepEqual(JSON.parse(result.stdout), {})
  assert.equal(result.stderr, '')
  const served = await user.run(['exec', '--serve', ...printFiles()])
  assert.match(served.stderr, /warning: the program does not get `s3\.addressing_style` of profile `default`/)
})

const KEYS = 'aws_access_key_id = AKIAKKKKKKKKKKKKKKKK\naws_secret_access_key = secret\n'

test('a program without `--`, as PowerShell passes it on', async (t) => {
  const user = await stage(t)
  const print = ['--print', 'JSON.stringify(process.argv.slice(1))', 'a', '-x', '--unknown=1']
  for (const before of [
    ['exec', '--profile', 'base'],
    ['--profile=base', 'exec'],
  ]) {
    const result = await user.run([...before, process.execPath, ...print])
    assertStatus(result, 0)
    assert.deepEqual(JSON.parse(result.stdout), ['a', '-x', '--unknown=1'])
  }
})

/** `exec` of one profile that runs `exec` of another. @param {string[]} inner */
const nested = (...inner) => [
  'exec',
  '--profile',
  'local',
  '--',
  process.execPath,
  CLI,
  'exec',
  ...inner,
  ...node(PRINT_ENV),
]

test('exec below exec: the settings of the outer profile do not apply to a named profile', async (t) => {
  const config = `[default]
region = eu-north-1
[profile local]
endpoint_url = http://127.0.0.1:9
use_dualstack_endpoint = true
${KEYS}[profile prod]
region = eu-west-1
use_fips_endpoint = true
${KEYS}`
  const user = await stage(t, { files: { config } })
  const env = { AWS_RETRY_MODE: 'adaptive', AWS_CONFIG_FILE: user.path('config') }
  const result = await user.run(nested('--profile', 'prod'), { env })
  assertStatus(result, 0)
  const got = JSON.parse(result.stdout)
  assert.deepEqual(
    [
      got.AWS_ENDPOINT_URL,
      got.AWS_USE_DUALSTACK_ENDPOINT,
      got.AWS_USE_FIPS_ENDPOINT,
      got.AWS_REGION,
      got.AWS_RETRY_MODE,
    ],
    [undefined, undefined, 'true', 'eu-west-1', 'adaptive'],
  )
  assert.equal(got.AWS_CONFIG_FILE, user.path('config'))
  // Without a name, both the credentials and the settings are those of the outer profile.
  const same = JSON.parse((await user.run(nested(), { env })).stdout)
  assert.deepEqual([same.AWS_ENDPOINT_URL, same.AWS_USE_DUALSTACK_ENDPOINT], ['http://127.0.0.1:9', 'true'])
})

test('exec below exec: a variable changed in between is kept, and an invalid ROLEHOP_EXEC is ignored', async (t) => {
  const config = `[profile local]\nregion = us-west-2\n${KEYS}[profile prod]\nregion = eu-west-1\n${KEYS}`
  const user = await stage(t, { files: { config } })
  const change = [
    '-e',
    `process.env.AWS_REGION = 'sa-east-1'
require('node:child_process').execFileSync(process.execPath, process.argv.slice(1), { stdio: 'inherit' })`,
  ]
  const inner = [CLI, 'exec', '--profile', 'prod', ...node(PRINT_ENV)]
  const args = ['exec', '--profile', 'local', '--', process.execPath, ...change, ...inner]
  assert.equal(JSON.parse((await user.run(args)).stdout).AWS_REGION, 'sa-east-1')
  for (const note of ['{', '[]', '{"PATH": 1}', '{"PATH": ["/evil", null]}', 'null']) {
    const env = { ROLEHOP_EXEC: note }
    const result = await user.run(['exec', '--profile', 'prod', ...node(PRINT_ENV)], { env })
    assertStatus(result, 0)
    assert.equal(JSON.parse(result.stdout).PATH, user.env.PATH)
  }
})

test('the program reads the files that the command line names', async (t) => {
  const user = await stage(t)
  const elsewhere = user.path('elsewhere')
  writeFileSync(elsewhere, demoFiles().config)
  const args = ['exec', '--config-file', elsewhere, '--profile', 'base', ...node(PRINT_ENV)]
  const result = await user.run(args, { printsSecrets: true })
  assertStatus(result, 0)
  const got = JSON.parse(result.stdout)
  assert.deepEqual([got.AWS_CONFIG_FILE, got.AWS_SHARED_CREDENTIALS_FILE], [elsewhere, undefined])
})

test('long-term keys remove the token and the expiration of other credentials', async (t) => {
  const user = await stage(t)
  const env = { AWS_SESSION_TOKEN: 'old', AWS_CREDENTIAL_EXPIRATION: '2001-01-01T00:00:00Z' }
  const args = ['exec', '--profile', 'base', '--region', 'us-west-2', ...node(PRINT_ENV)]
  const got = JSON.parse((await user.run(args, { env, printsSecrets: true })).stdout)
  assert.ok(!('AWS_SESSION_TOKEN' in got) && !('AWS_CREDENTIAL_EXPIRATION' in got))
  assert.equal(got.AWS_REGION, 'us-west-2')
})

test('arguments reach the program unchanged, without a shell', async (t) => {
  const user = await stage(t)
  const args = ['--profile', '$HOME', 'a b', '*', '--', '; exit 9', '']
  const source = 'console.log(JSON.stringify(process.argv.slice(1)))'
  const result = await user.run(['exec', '--profile', 'base', ...node(source, '--', ...args)])
  assertStatus(result, 0)
  assert.deepEqual(JSON.parse(result.stdout), args)
})

/** @type {[shows: string, program: string[], status: number][]} */
const ENDS = [
  ['an exit code', node('process.exit(42)'), 42],
  ['success', node(''), 0],
  [
    'a signal',
    node('process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000)'),
    128 + constants.signals.SIGKILL,
  ],
  ['a missing program', ['--', 'no-such-program-anywhere'], 127],
  ['a missing file', ['--', './no-such-file'], 127],
]

for (const [shows, program, status] of ENDS) {
  test(`the exit code: ${shows}`, async (t) => {
    const user = await stage(t)
    assertStatus(await user.run(['exec', '--profile', 'base', ...program]), status)
  })
}

test('a program that is not found is named', async (t) => {
  const user = await stage(t)
  const named = await user.run(['exec', '--profile', 'base', '--', 'no-such-program'])
  assert.match(named.stderr, /cannot run `no-such-program`: it is not in `PATH`/)
  const path = await user.run(['exec', '--profile', 'base', '--', './no-such-file'])
  assert.match(
    path.stderr,
    /cannot run `\.\/no-such-file`: the file, or the interpreter in its first line, does not exist/,
  )
})

test('the exit code: a file that cannot be run', { skip: process.platform === 'win32' }, async (t) => {
  const user = await stage(t)
  const path = user.path('plain')
  writeFileSync(path, '')
  chmodSync(path, 0o600)
  const result = await user.run(['exec', '--profile', 'base', '--', path])
  assertStatus(result, 126)
  assert.match(result.stderr, /cannot run `.*plain`: it is not an executable file/)
})

test('without credentials the program is not started', async (t) => {
  const user = await stage(t)
  const result = await user.run(['exec', '--profile', 'locked', ...node('console.log("ran")')])
  assertStatus(result, 254)
  assert.equal(result.stdout, '')
})

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1'])) {
  test(`${signal} is forwarded, and the program decides its exit code`, {
    skip: process.platform === 'win32',
  }, async (t) => {
    const user = await stage(t)
    const source = `process.on('${signal}', () => process.exit(7)); setInterval(() => {}, 1000); console.log('ready')`
    const child = user.start(['exec', '--profile', 'base', ...node(source)])
    const end = ended(child)
    child.stdout.once('data', () => child.kill(signal))
    assertStatus(await end, 7)
  })
}

test('a program killed by a forwarded signal exits with 128 plus its number', {
  skip: process.platform === 'win32',
}, async (t) => {
  const user = await stage(t)
  const child = user.start(['exec', '--profile', 'base', ...node("setInterval(() => {}, 1000); console.log('ready')")])
  const end = ended(child)
  child.stdout.once('data', () => child.kill('SIGTERM'))
  assertStatus(await end, 128 + constants.signals.SIGTERM)
})
