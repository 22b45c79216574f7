// @ts-check
/** `--mfa-session`: one MFA session of the user for all roles. */
import assert from 'node:assert/strict'
import { readdirSync, statSync } from 'node:fs'
import { test } from 'node:test'
import { fromProfile } from 'rolehop'
import { DEMO_KEY, DEMO_MFA, demoWorld } from '../../tools/sts/demo.mjs'
import { atTerminal, skip } from './pty.mjs'
import { assertStatus, CLI, stage } from './support.mjs'

const ALICE = 'arn:aws:iam::111122223333:user/alice'
const ROLES = ['One', 'Two', 'Three']

/** Three roles that alice can assume with MFA only. */
const WORLD = {
  users: demoWorld().users ?? [],
  roles: ROLES.map((name) => ({
    arn: `arn:aws:iam::111122223333:role/${name}`,
    trust: [{ principals: [ALICE], mfa: true }],
  })),
}

const FILES = {
  config: ROLES.map(
    (name) =>
      `[profile ${name}]\nrole_arn = arn:aws:iam::111122223333:role/${name}\nsource_profile = base\nmfa_serial = ${DEMO_MFA.serial}\nregion = eu-central-1\n`,
  ).join(''),
  credentials: `[base]\naws_access_key_id = ${DEMO_KEY.accessKeyId}\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`,
}

const staged = (/** @type {import('node:test').TestContext} */ t) => stage(t, { files: FILES, sts: { world: WORLD } })

test('one MFA code serves three roles of one user', { skip }, async (t) => {
  const user = await staged(t)
  const argv = [process.execPath, CLI, 'whoami', '--mfa-session', '--query', 'Arn', '--output', 'text', '-p']
  const typed = /** @type {[string, string]} */ ([`Enter MFA code for ${DEMO_MFA.serial}: `, `${DEMO_MFA.code}\r`])
  const first = await atTerminal([...argv, 'One'], user.env, [typed])
  assert.deepEqual([first.status, first.unseen], [0, []], first.screen)
  for (const name of ['Two', 'Three']) {
    const { status, stdout } = await user.run([
      'whoami',
      '--mfa-session',
      '-p',
      name,
      '--query',
      'Arn',
      '--output',
      'text',
    ])
    assert.equal(status, 0)
    assert.match(stdout, new RegExp(`assumed-role/${name}/`))
  }
  const calls = user.calls().filter((action) => action !== 'GetCallerIdentity')
  assert.deepEqual(calls, ['GetSessionToken', 'AssumeRole', 'AssumeRole', 'AssumeRole'])
  const withCode = user.sts.requests.filter(({ params }) => 'TokenCode' in params)
  assert.deepEqual(
    withCode.map(({ action }) => action),
    ['GetSessionToken'],
  )
})

test('the session is in the own cache, 0600, and is listed and cleared like others', async (t) => {
  const user = await staged(t)
  assertStatus(await user.run(['whoami', '--mfa-session', '-p', 'One', '--mfa-code', DEMO_MFA.code]), 0)
  const own = user.path('rolehop', 'cache')
  const names = readdirSync(own).filter((name) => name.endsWith('.json'))
  const sessions = names.filter((name) =>
    user.text('rolehop', 'cache', name).includes('"ProviderType": "session-token"'),
  )
  assert.equal(sessions.length, 1)
  assert.equal(statSync(user.path('rolehop', 'cache', String(sessions[0]))).mode & 0o777, 0o600)
  const listed = JSON.parse((await user.run(['cache', 'list', '--output', 'json'])).stdout)
  assert.match(JSON.stringify(listed), /session-token/)
  assertStatus(await user.run(['cache', 'clear']), 0)
  const again = await user.run(['whoami', '--mfa-session', '-p', 'One'])
  assertStatus(again, 253)
  assert.match(again.stderr, /mfa-required/)
})

test('without the option nothing changes: the code is sent with AssumeRole, for each role', async (t) => {
  const user = await staged(t)
  assertStatus(await user.run(['whoami', '--mfa-session', '-p', 'One', '--mfa-code', DEMO_MFA.code]), 0)
  const without = await user.run(['whoami', '-p', 'Two'])
  assertStatus(without, 253)
  assert.match(without.stderr, /mfa-required/)
})

test('--refresh creates a new session of the role with the same session of the user', async (t) => {
  const user = await staged(t)
  assertStatus(await user.run(['whoami', '--mfa-session', '-p', 'One', '--mfa-code', DEMO_MFA.code]), 0)
  assertStatus(await user.run(['whoami', '--mfa-session', '-p', 'One', '--refresh']), 0)
  const calls = user.calls().filter((action) => action !== 'GetCallerIdentity')
  assert.deepEqual(calls, ['GetSessionToken', 'AssumeRole', 'AssumeRole'])
})

test('the plan shows it, only for a role that the keys of a user assume', async (t) => {
  const user = await staged(t)
  const { stdout } = await user.run(['plan', '-p', 'One', '--mfa-session'])
  assert.match(stdout, /MFA +prompts for the code of \S+, unless the user has a session/)
  assert.match(
    stdout,
    /calls +GetSessionToken with SerialNumber, TokenCode; AssumeRole with RoleArn, RoleSessionName\n/,
  )
  const json = JSON.parse((await user.run(['plan', '-p', 'One', '--mfa-session', '--output', 'json'])).stdout)
  assert.equal(json.hops[0].mfaSession, true)
  const without = JSON.parse((await user.run(['plan', '-p', 'One', '--output', 'json'])).stdout)
  assert.ok(!('mfaSession' in without.hops[0]))
  const session = { ...FILES, credentials: `${FILES.credentials}aws_session_token = x\n` }
  user.write(session)
  const temporary = JSON.parse((await user.run(['plan', '-p', 'One', '--mfa-session', '--output', 'json'])).stdout)
  assert.ok(!('mfaSession' in temporary.hops[0]))
})

test('the API has it too', async (t) => {
  const user = await staged(t)
  let prompts = 0
  for (const profile of ROLES) {
    const provider = fromProfile({
      profile,
      env: user.env,
      mfaSession: true,
      mfaCodeProvider: async () => {
        prompts += 1
        return DEMO_MFA.code
      },
    })
    assert.match((await provider()).accessKeyId, /^ASIA/)
  }
  assert.equal(prompts, 1)
})
