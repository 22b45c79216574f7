// @ts-check
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromIni } from '@aws-sdk/credential-providers'
import { DEMO_KEY, DEMO_MFA, writeDemoHome } from './demo.mjs'
import { startSts } from './server.mjs'
import { sdk, send, serve } from './testing.mjs'

const HUB_MFA = {
  Action: 'AssumeRole',
  RoleArn: 'arn:aws:iam::111122223333:role/Hub',
  RoleSessionName: 'name',
  SerialNumber: DEMO_MFA.serial,
  TokenCode: DEMO_MFA.code,
}

test('the log contains no secret, token or code', async (t) => {
  /** @type {string[]} */
  const lines = []
  const sts = await serve(t, { log: (line) => lines.push(line) })
  const { text } = await send(sts.url, { params: HUB_MFA })
  const [secretAccessKey = '', sessionToken = ''] = ['SecretAccessKey', 'SessionToken'].map(
    (name) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1],
  )
  const accessKeyId = /<AccessKeyId>(.*)<\/AccessKeyId>/.exec(text)?.[1] ?? ''
  await send(sts.url, { credentials: { accessKeyId, secretAccessKey, sessionToken } })
  const printed = inspect(sts, { depth: 20, showHidden: false }) + lines.join('\n')
  assert.deepEqual(lines[0], `AssumeRole ${HUB_MFA.RoleArn} by ${DEMO_KEY.accessKeyId} for eu-central-1: 200`)
  for (const secret of [secretAccessKey, sessionToken, DEMO_KEY.secretAccessKey, DEMO_MFA.code, DEMO_MFA.secret]) {
    assert.ok(secret.length > 5 && !printed.includes(secret))
  }
  assert.ok(!/Signature=[0-9a-f]/.test(printed))
  assert.equal(sts.requests[0]?.secret('TokenCode'), DEMO_MFA.code)
  assert.equal(sts.requests[1]?.headers['x-amz-security-token'], '***')
})

test('text of requests is sanitised for the terminal', async (t) => {
  /** @type {string[]} */
  const lines = []
  const sts = await serve(t, { log: (line) => lines.push(line) })
  await send(sts.url, { params: { Action: '\u001b[2J\u009b1m\u202e' } })
  assert.deepEqual(lines, ['?[2J?1m?: 400 InvalidAction'])
})

test('a body over 64 KiB is rejected, one of 64 KiB is read', async (t) => {
  const sts = await serve(t)
  const room = 64 * 1024 - 'Action=GetCallerIdentity&Version=2011-06-15&x='.length
  assert.equal((await send(sts.url, { params: { x: 'x'.repeat(room) } })).status, 200)
  assert.equal((await send(sts.url, { params: { x: 'x'.repeat(room + 1) } })).status, 413)
  assert.equal((await send(sts.url, { params: { x: 'x'.repeat(1_000_000) } })).status, 413)
})

test('only POST, only forms', async (t) => {
  const sts = await serve(t)
  assert.equal((await fetch(sts.url)).status, 405)
  assert.equal((await fetch(sts.url, { method: 'OPTIONS' })).status, 405)
  const json = await fetch(sts.url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
  assert.match(await json.text(), /<Code>MissingAction<\/Code>/)
})

test('a page can call the server if CORS is enabled', async (t) => {
  const sts = await serve(t, { cors: 'http://localhost:8080' })
  const asked = 'authorization,content-type,x-amz-date'
  const preflight = await fetch(sts.url, { method: 'OPTIONS', headers: { 'access-control-request-headers': asked } })
  assert.equal(preflight.status, 200)
  assert.equal(preflight.headers.get('access-control-allow-origin'), 'http://localhost:8080')
  assert.equal(preflight.headers.get('access-control-allow-headers'), asked)
  assert.equal((await send(sts.url)).headers.get('access-control-allow-origin'), 'http://localhost:8080')
  const shut = await serve(t)
  assert.equal((await send(shut.url)).headers.get('access-control-allow-origin'), null)
})

test('it listens on loopback only, and rejects an invalid world', async () => {
  await assert.rejects(startSts({ host: /** @type {any} */ ('0.0.0.0') }), /loopback/)
  const user = { arn: 'arn:aws:iam::111122223333:user/x', accessKeys: [{ accessKeyId: 'short', secretAccessKey: 'x' }] }
  await assert.rejects(startSts({ world: { users: [user] } }), /access keys are AKIA and 16/)
  await assert.rejects(startSts({ world: { users: [], roles: [{ arn: 'x', trust: [] }] } }), /not an IAM ARN: x/)
  await assert.rejects(startSts({ world: /** @type {any} */ ({}) }), /needs `users`/)
})

test('the program prints its URL, writes files that the SDK resolves, and ends when told', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'sts-'))
  t.after(() => rmSync(home, { recursive: true }))
  const program = fileURLToPath(new URL('cli.mjs', import.meta.url))
  const child = spawn(process.execPath, [program, '--write-home', home, '--fault', '{"error":"Throttling"}'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill())
  const [url] = await once(createInterface({ input: child.stdout }), 'line')
  const [config, credentials] = ['config', 'credentials'].map((name) => join(home, '.aws', name))
  assert.equal(statSync(String(credentials)).mode & 0o777, process.platform === 'win32' ? 0o666 : 0o600)
  assert.equal((await send(url)).code, 'Throttling')
  const provider = fromIni({
    profile: 'deploy',
    ...(config && { configFilepath: config }),
    ...(credentials && { filepath: credentials }),
    mfaCodeProvider: async () => DEMO_MFA.code,
    clientConfig: { endpoint: url, region: 'eu-central-1' },
  })
  const { Arn } = await new STSClient({ endpoint: url, region: 'eu-central-1', credentials: provider }).send(
    new GetCallerIdentityCommand(),
  )
  assert.match(String(Arn), /^arn:aws:sts::444455556666:assumed-role\/Deploy\//)
  child.kill('SIGTERM')
  const [code, signal] = await once(child, 'exit')
  assert.ok(code === 0 || process.platform === 'win32', `ended with ${code ?? signal}`)
})

test("a user's files are not overwritten", (t) => {
  const home = mkdtempSync(join(tmpdir(), 'sts-'))
  t.after(() => rmSync(home, { recursive: true }))
  mkdirSync(join(home, '.aws'))
  writeFileSync(join(home, '.aws', 'config'), 'mine')
  assert.throws(() => writeDemoHome(home), { code: 'EEXIST' })
  assert.equal(readFileSync(join(home, '.aws', 'config'), 'utf8'), 'mine')
})

test('two servers share no state', async (t) => {
  const [one, two] = [await serve(t), await serve(t)]
  await sdk(one.url).send(new GetCallerIdentityCommand())
  assert.deepEqual([one.requests.length, two.requests.length], [1, 0])
})
