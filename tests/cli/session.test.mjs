// @ts-check
/** whoami, credentials and the cache: assuming roles, then reusing the cached sessions. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromProcess } from '@aws-sdk/credential-providers'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, CLI, stage } from './support.mjs'

const WITH_CODE = ['--mfa-code', DEMO_MFA.code]
const DEPLOY = /^arn:aws:sts::444455556666:assumed-role\/Deploy\/[\w+=,.@-]+$/

test('whoami assumes the roles of the chain once, and then uses the cache', async (t) => {
  const user = await stage(t)
  const first = await user.run(['whoami', '--profile', 'deploy', ...WITH_CODE])
  assertStatus(first, 0)
  const identity = JSON.parse(first.stdout)
  assert.deepEqual(Object.keys(identity), ['UserId', 'Account', 'Arn'])
  assert.equal(identity.Account, '444455556666')
  assert.match(identity.Arn, DEPLOY)
  assert.deepEqual(user.calls(), ['AssumeRole', 'AssumeRole', 'GetCallerIdentity'])
  const again = await user.run(['whoami', '--profile', 'deploy'])
  assert.equal(again.stdout, first.stdout)
  assert.deepEqual(user.calls().slice(3), ['GetCallerIdentity'])
})

test('whoami prints what the AWS CLI prints', async (t) => {
  const user = await stage(t)
  const arn = 'arn:aws:iam::111122223333:user/alice'
  const run = async (/** @type {string[]} */ ...args) =>
    (await user.run(['whoami', '--profile', 'base', ...args])).stdout
  const json = await run()
  const { UserId } = JSON.parse(json)
  assert.equal(json, `{\n    "UserId": "${UserId}",\n    "Account": "111122223333",\n    "Arn": "${arn}"\n}\n`)
  assert.equal(await run('--output', 'text'), `111122223333\t${arn}\t${UserId}\n`)
  assert.equal(await run('--query', 'Arn', '--output', 'text'), `${arn}\n`)
  assert.equal(await run('--query', 'Account'), '"111122223333"\n')
})

test('--endpoint-url applies to the last call only, as in the AWS CLI', async (t) => {
  const user = await stage(t)
  const other = await stage(t)
  const args = ['whoami', '--profile', 'readonly', '--endpoint-url', other.sts.url]
  assertStatus(await user.run(args), 254)
  assert.deepEqual([user.calls(), other.calls()], [['AssumeRole'], ['GetCallerIdentity']])
})

test('--no-cache neither reads nor writes the cache', async (t) => {
  const user = await stage(t)
  const before = user.files()
  for (let round = 0; round < 2; round++) {
    assertStatus(await user.run(['whoami', '--profile', 'readonly', '--no-cache']), 0)
  }
  assert.deepEqual(user.calls(), ['AssumeRole', 'GetCallerIdentity', 'AssumeRole', 'GetCallerIdentity'])
  assert.deepEqual(
    Object.keys(user.files()).filter((name) => name.endsWith('.json')),
    [],
  )
  assert.ok(Object.keys(before).every((name) => user.files()[name] === before[name]))
})

test('the environment alone is enough', async (t) => {
  const user = await stage(t, { files: {} })
  const env = {
    AWS_ACCESS_KEY_ID: DEMO_KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: DEMO_KEY.secretAccessKey,
    AWS_REGION: 'eu-west-3',
  }
  const { stdout } = await user.run(['whoami', '--query', 'Arn', '--output', 'text'], { env })
  assert.equal(stdout, 'arn:aws:iam::111122223333:user/alice\n')
  assert.equal(user.sts.requests[0]?.region, 'eu-west-3')
})

test('credentials in every format', async (t) => {
  const user = await stage(t)
  const print = async (/** @type {string[]} */ ...args) => {
    const result = await user.run(['credentials', '--profile', 'readonly', ...args], { printsSecrets: true })
    assertStatus(result, 0)
    assert.equal(result.stderr, '')
    return result.stdout
  }
  const process = JSON.parse(await print())
  assert.deepEqual(Object.keys(process), ['Version', 'AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'])
  assert.equal(process.Version, 1)
  assert.equal(JSON.parse(await print('--format', 'process')).AccessKeyId, process.AccessKeyId)
  const id = process.AccessKeyId
  /** @type {[string, string][]} */
  const lines = [
    ['env', `export AWS_ACCESS_KEY_ID=${id}\n`],
    ['env-no-export', `AWS_ACCESS_KEY_ID=${id}\n`],
    ['powershell', `$Env:AWS_ACCESS_KEY_ID="${id}"\n`],
    ['windows-cmd', `set AWS_ACCESS_KEY_ID=${id}\n`],
    ['fish', `set -gx AWS_ACCESS_KEY_ID "${id}"\n`],
  ]
  for (const [format, line] of lines) assert.ok((await print('--format', format)).startsWith(line), format)
  assert.ok((await print('--format', 'ini')).includes(id))
  assert.ok(Object.values(JSON.parse(await print('--output', 'json'))).includes(id))
  assert.deepEqual(user.calls(), ['AssumeRole'])
})

test('credentials works as a credential_process of the AWS SDK', async (t) => {
  const user = await stage(t)
  const command = `"${process.execPath}" "${CLI}" credentials --profile readonly`
  writeFileSync(user.path('sdk'), `[profile tool]\ncredential_process = ${command}\n`)
  const environment = { ...process.env }
  Object.assign(process.env, user.env)
  t.after(() => {
    for (const name of Object.keys(user.env)) delete process.env[name]
    Object.assign(process.env, environment)
  })
  const credentials = fromProcess({ profile: 'tool', configFilepath: user.path('sdk'), filepath: '/dev/null' })
  const client = new STSClient({ region: 'eu-central-1', endpoint: user.sts.url, credentials })
  const { Arn } = await client.send(new GetCallerIdentityCommand({}))
  assert.match(Arn ?? '', /assumed-role\/ReadOnly\//)
})

test('a cycle through credential_process is rejected', async (t) => {
  const user = await stage(t, {
    files: {
      config: `[profile loop]\ncredential_process = "${process.execPath}" "${CLI}" credentials --profile loop\n`,
    },
  })
  const result = await user.run(['credentials', '--profile', 'loop'])
  assertStatus(result, 255)
  assert.match(result.stderr, /^error\[process-failed\]: /m)
  assert.equal(result.stdout, '')
})

test('a shell accepts the env format', { skip: process.platform === 'win32' }, async (t) => {
  const user = await stage(t)
  const script = `eval "$("${process.execPath}" "${CLI}" credentials --profile readonly --format env)"; echo "$AWS_ACCESS_KEY_ID"`
  const { stdout } = await promisify(execFile)('sh', ['-c', script], { env: user.env })
  assert.match(stdout, /^ASIA[A-Z2-7]{16}\n$/)
})

test('cache list shows sessions without secrets', async (t) => {
  const user = await stage(t)
  const empty = await user.run(['cache', 'list'])
  assert.deepEqual([empty.status, empty.stdout], [0, ''])
  await user.run(['whoami', '--profile', 'deploy', ...WITH_CODE])
  const { stdout } = await user.run(['cache', 'list'])
  assert.match(stdout, /^SESSION +ACCOUNT +REMAINING +STORE +FILE\n/)
  assert.match(
    stdout,
    /assumed-role\/Deploy\/\S+ +444455556666 +59m \d\ds +rolehop +~\/\.aws\/rolehop\/cache\/[0-9a-f]{40}\.json/,
  )
  const { entries } = JSON.parse((await user.run(['cache', 'list', '--output', 'json'])).stdout)
  assert.equal(entries.length, 2)
  for (const entry of entries) {
    assert.equal(entry.store, 'rolehop')
    assert.ok(entry.remainingSeconds > 3500 && entry.remainingSeconds <= 3600)
    assert.ok(Math.abs(Date.parse(entry.expiration) - Date.now() - 3600_000) < 60_000)
    assert.equal(statSync(entry.path).mode & 0o777, 0o600)
  }
})

test('cache list shows the folder of the AWS CLI, without files that are not entries', async (t) => {
  const user = await stage(t)
  await user.run(['whoami', '--profile', 'readonly'])
  user.addCliCache('0123456789012345678901234567890123456789.json', '{"Credentials": ')
  const { entries } = JSON.parse((await user.run(['cache', 'list', '--output', 'json'])).stdout)
  assert.deepEqual(entries[0], {
    path: user.path('cli', 'cache', '0123456789012345678901234567890123456789.json'),
    store: 'aws-cli',
  })
  assert.equal(entries.length, 2)
})

test('an unreadable cache is an error that names it', async (t) => {
  const user = await stage(t)
  mkdirSync(user.path('cli'))
  writeFileSync(user.path('cli', 'cache'), 'no folder')
  for (const command of ['list', 'clear']) {
    const result = await user.run(['cache', command])
    assertStatus(result, 255)
    assert.match(result.stderr, /^error\[file-failed\]: cannot read `.*\/cli\/cache`: ENOTDIR/)
  }
})

test('cache clear removes the entries of a profile, or all, and nothing else', async (t) => {
  const user = await stage(t)
  await user.run(['whoami', '--profile', 'deploy', ...WITH_CODE])
  await user.run(['whoami', '--profile', 'readonly'])
  user.addCliCache('session.db', 'telemetry')
  user.addCliCache('notes.json', '{"mine": true}')
  const entries = () => Object.keys(user.files()).filter((name) => /[0-9a-f]{40}\.json$/.test(name)).length
  assert.equal(entries(), 3)
  const one = await user.run(['cache', 'clear', '--profile', 'readonly'])
  assert.deepEqual([one.status, one.stdout, one.stderr, entries()], [0, '', '1 entry removed\n', 2])
  const all = await user.run(['cache', 'clear', '--output', 'json'])
  assert.deepEqual(
    [all.status, JSON.parse(all.stdout).removed.length, all.stderr, entries()],
    [0, 2, '2 entries removed\n', 0],
  )
  assert.equal(user.text('cli', 'cache', 'session.db'), 'telemetry')
  assert.equal(user.text('cli', 'cache', 'notes.json'), '{"mine": true}')
  assert.equal((await user.run(['cache', 'clear'])).stderr, '0 entries removed\n')
})
