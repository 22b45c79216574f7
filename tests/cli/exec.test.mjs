// @ts-check
/** exec: the program's environment, its exit code, its signals. */
import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { test } from 'node:test'
import { assertStatus, ended, stage } from './support.mjs'

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

test('long-lived keys leave no token and no expiration of others behind', async (t) => {
  const user = await stage(t)
  const env = { AWS_SESSION_TOKEN: 'old', AWS_CREDENTIAL_EXPIRATION: '2001-01-01T00:00:00Z' }
  const args = ['exec', '--profile', 'base', '--region', 'us-west-2', ...node(PRINT_ENV)]
  const got = JSON.parse((await user.run(args, { env, printsSecrets: true })).stdout)
  assert.ok(!('AWS_SESSION_TOKEN' in got) && !('AWS_CREDENTIAL_EXPIRATION' in got))
  assert.equal(got.AWS_REGION, 'us-west-2')
})

test('arguments reach the program as they are, with no shell between', async (t) => {
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
  ['a program that is not there', ['--', 'no-such-program-anywhere'], 127],
]

for (const [shows, program, status] of ENDS) {
  test(`the exit code: ${shows}`, async (t) => {
    const user = await stage(t)
    assertStatus(await user.run(['exec', '--profile', 'base', ...program]), status)
  })
}

test('the exit code: a file that cannot be run', { skip: process.platform === 'win32' }, async (t) => {
  const user = await stage(t)
  const path = user.path('plain')
  writeFileSync(path, '')
  chmodSync(path, 0o600)
  const result = await user.run(['exec', '--profile', 'base', '--', path])
  assertStatus(result, 126)
  assert.match(result.stderr, /cannot run/)
})

test('without credentials nothing is run', async (t) => {
  const user = await stage(t)
  const result = await user.run(['exec', '--profile', 'locked', ...node('console.log("ran")')])
  assertStatus(result, 254)
  assert.equal(result.stdout, '')
})

for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1'])) {
  test(`${signal} is passed on, and the program's answer to it counts`, {
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

test('a program that a passed-on signal ends gives 128 and its number', {
  skip: process.platform === 'win32',
}, async (t) => {
  const user = await stage(t)
  const child = user.start(['exec', '--profile', 'base', ...node("setInterval(() => {}, 1000); console.log('ready')")])
  const end = ended(child)
  child.stdout.once('data', () => child.kill('SIGTERM'))
  assertStatus(await end, 128 + constants.signals.SIGTERM)
})
