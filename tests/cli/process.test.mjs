// @ts-check
/** The command among other processes: pipes, interrupts, concurrent runs. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { DEMO_KEY, DEMO_MFA, demoFiles } from '../../tools/sts/demo.mjs'
import { assertStatus, CLI, ended, stage } from './support.mjs'

const POSIX = { skip: process.platform === 'win32' && 'there is no POSIX shell' }

test('a reader that closes the pipe early is not an error', async (t) => {
  const config = Array.from({ length: 20_000 }, (_, at) => `[profile a-long-name-of-a-profile-${at}]\n`).join('')
  const user = await stage(t, { files: { config } })
  const child = user.start(['list-profiles'])
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    stderr += chunk
  })
  child.stdout.once('data', () => child.stdout.destroy())
  const status = await new Promise((resolve) => child.on('close', resolve))
  assert.deepEqual([status, stderr], [0, ''])
})

test('a failed write to stdout is an error', { skip: !existsSync('/dev/full') && 'no /dev/full' }, async (t) => {
  const user = await stage(t)
  const command = `"${process.execPath}" "${CLI}" list-profiles > /dev/full`
  const failure = await promisify(execFile)('sh', ['-c', command], { env: user.env }).catch((error) => error)
  assert.equal(failure.code, 255)
  assert.match(failure.stderr, /cannot write the result: ENOSPC/)
})

test('an interrupt during a call exits with 130, and leaves no cache entry and no lock', POSIX, async (t) => {
  let interrupt = () => {}
  const now = () => {
    interrupt()
    return Date.now()
  }
  const user = await stage(t, { sts: { now, faults: [{ hang: true, times: 9 }] } })
  const child = user.start(['whoami', '--profile', 'readonly'])
  interrupt = () => child.kill('SIGINT')
  const result = await ended(child)
  assertStatus(result, 130)
  assert.equal(result.stdout + result.stderr, '')
  assert.deepEqual(Object.keys(user.files()), ['.aws/config', '.aws/credentials'])
})

test('concurrent runs call STS once', async (t) => {
  const user = await stage(t)
  const args = ['whoami', '--profile', 'deploy', '--mfa-code', DEMO_MFA.code]
  const results = await Promise.all([1, 2, 3, 4].map(() => user.run(args)))
  for (const result of results) assertStatus(result, 0)
  assert.equal(new Set(results.map(({ stdout }) => stdout)).size, 1)
  const count = (/** @type {string} */ action) => user.calls().filter((name) => name === action).length
  assert.deepEqual([count('AssumeRole'), count('GetCallerIdentity')], [2, 4])
})

test('exec passes stdin to the program', POSIX, async (t) => {
  const user = await stage(t)
  const command = `printf hello | "${process.execPath}" "${CLI}" exec --profile base -- cat`
  const { stdout } = await promisify(execFile)('sh', ['-c', command], { env: user.env })
  assert.equal(stdout, 'hello')
})

test('exec passes no secret in the arguments of the program', POSIX, async (t) => {
  const user = await stage(t)
  const source = 'console.log(JSON.stringify([process.argv, process.env.AWS_SECRET_ACCESS_KEY]))'
  const args = ['exec', '--profile', 'base', '--', process.execPath, '-e', source]
  const { stdout } = await user.run(args, { printsSecrets: true })
  const [argv, secret] = JSON.parse(stdout)
  assert.ok(secret && !JSON.stringify(argv).includes(secret))
})

/** A `credential_process` that runs rolehop. */
const rolehopFor = (/** @type {string} */ profile) =>
  `"${process.execPath}" "${CLI}" credentials --profile '${profile}'`

test('a cycle of profiles through rolehop ends with an error', async (t) => {
  const config = `[profile self]
credential_process = ${rolehopFor('self')}
[profile 'one, "two"']
credential_process = ${rolehopFor('other')}
[profile other]
credential_process = ${rolehopFor('one, "two"')}
[profile good]
credential_process = ${rolehopFor('base')}
[profile better]
credential_process = ${rolehopFor('good')}
`
  const user = await stage(t, { files: { config, credentials: demoFiles().credentials } })
  for (const profile of ['self', 'one, "two"']) {
    const result = await user.run(['credentials', '--profile', profile])
    assertStatus(result, 255)
    assert.equal(result.stdout, '')
    assert.match(result.stderr, /^error\[credential-process-invalid\]/, 'the stderr of the program is shown')
    assert.match(result.stderr, /^error\[process-failed\]/m)
  }
  const { stdout } = await user.run(['credentials', '--profile', 'better'], { printsSecrets: true })
  assert.equal(JSON.parse(stdout).AccessKeyId, DEMO_KEY.accessKeyId)
})

test('a cycle of one profile is rejected, as in `aws configure export-credentials`', async (t) => {
  const user = await stage(t)
  for (const [chain, profile, status] of /** @type {const} */ ([
    ['base', 'base', 253],
    ['"a,b",base', 'base', 253],
    ['a,b,c,d', 'base', 253],
    ['"base,x"', 'base', 0],
  ])) {
    const env = { _AWS_CLI_PROFILE_CHAIN: chain }
    assertStatus(await user.run(['credentials', '--profile', profile], { env, printsSecrets: true }), status)
  }
  const env = { _AWS_CLI_PROFILE_CHAIN: 'base', AWS_PROFILE: 'base' }
  const { stderr } = await user.run(['credentials'], { env })
  assert.match(stderr, /^error\[credential-process-invalid\]/)
  assert.match(stderr, /recursive `credential_process`: `base` → `base`/)
})

test('the stderr of a `credential_process` is shown, and is not in the error', async (t) => {
  const print = `console.log(${JSON.stringify(JSON.stringify({ Version: 1, AccessKeyId: 'AKIAX', SecretAccessKey: 'x' }))})`
  const program = (/** @type {string} */ rest) =>
    `"${process.execPath}" -e 'process.stderr.write("sign in at example.com\\n"); ${rest}'`
  const config = `[profile good]
credential_process = ${program(print)}
[profile bad]
credential_process = ${program('process.exit(4)')}
`
  const user = await stage(t, { files: { config, credentials: '' } })
  const good = await user.run(['credentials', '--profile', 'good'], { printsSecrets: true })
  assert.deepEqual([good.status, good.stderr], [0, 'sign in at example.com\n'])
  const bad = await user.run(['credentials', '--profile', 'bad', '--output', 'json'])
  assertStatus(bad, 255)
  assert.match(bad.stderr, /^sign in at example\.com\n/)
  assert.equal(bad.stderr.split('example.com').length, 2)
  const debug = await user.run(['credentials', '--profile', 'good', '--debug'], { printsSecrets: true })
  assert.match(debug.stderr, /debug: credential_process /)
})
