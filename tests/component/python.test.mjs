// @ts-check
/** The component in Python, by wasmtime: the journey of the example, and the command beside it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { DEMO_KEY, DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertStatus, CLI, stage } from '../cli/support.mjs'
import { eventually } from '../node/support.mjs'
import { hostsOf } from './support.mjs'

const CODE = `${DEMO_MFA.code}\n`
const DEPLOY = /^arn:aws:sts::444455556666:assumed-role\/Deploy\/[\w+=,.@-]+\n$/

test('plan prints what the command prints, without a call', async (t) => {
  const user = await stage(t)
  const ours = await user.run(['plan', '--profile', 'deploy'])
  const theirs = await hostsOf(user).python(['plan', 'deploy'])
  assertStatus(theirs, 0)
  // The command also looks into the cache.
  assert.equal(theirs.stdout, ours.stdout.replaceAll(' (miss)', ''))
  assert.deepEqual(user.calls(), [])
})

test('whoami prompts once, and later runs, the command among them, use its sessions', async (t) => {
  const user = await stage(t)
  const hosts = hostsOf(user)
  const first = await hosts.python(['whoami', 'deploy'], CODE)
  assertStatus(first, 0)
  assert.match(first.stderr, /Enter MFA code for arn:aws:iam::111122223333:mfa\/alice: /)
  assert.match(first.stdout, DEPLOY)
  assert.deepEqual(user.calls(), ['AssumeRole', 'AssumeRole', 'GetCallerIdentity'])

  const again = await hosts.python(['whoami', 'deploy'])
  assert.equal(again.stdout, first.stdout)
  const command = await user.run(['whoami', '--profile', 'deploy', '--query', 'Arn', '--output', 'text'])
  assert.equal(command.stdout, first.stdout)
  assert.deepEqual(user.calls().slice(3), ['GetCallerIdentity', 'GetCallerIdentity'])
})

test('entries have the names of the command and can be read by their owner alone', async (t) => {
  const [one, other] = [await stage(t), await stage(t)]
  assertStatus(await hostsOf(one).python(['whoami', 'readonly']), 0)
  // The key of an entry of a custom endpoint contains the endpoint: the other STS must have its address.
  await other.sts.close()
  other.env.AWS_ENDPOINT_URL_STS = one.sts.url
  assertStatus(await other.run(['whoami', '--profile', 'readonly']), 0)
  const entries = (/** @type {import('../cli/support.mjs').Stage} */ user) =>
    Object.entries(user.files()).filter(([name]) => name.endsWith('.json'))
  assert.deepEqual(
    entries(one).map(([name]) => name),
    entries(other).map(([name]) => name),
  )
  const [[name = '', text = ''] = []] = entries(one)
  assert.match(text, /^600 /)
  assert.equal(statSync(dirname(join(one.home, name))).mode & 0o777, 0o700)
  assert.deepEqual(
    Object.keys(one.files()).filter((file) => /rolehop-tmp|\.lock/.test(file)),
    [],
    'nothing is left over',
  )
})

test('processes of both kinds that start together prompt and call once', async (t) => {
  const user = await stage(t)
  const hosts = hostsOf(user)
  const command = () =>
    user.run(['credentials', '--profile', 'readonly', '--format', 'process'], { printsSecrets: true })
  const runs = [
    command,
    () => hosts.python(['whoami', 'readonly']),
    command,
    () => hosts.python(['whoami', 'readonly']),
  ]
  for (const result of await Promise.all(runs.map((run) => run()))) assertStatus(result, 0)
  assert.equal(user.calls().filter((action) => action === 'AssumeRole').length, 1)
})

const HUB = ['whoami', '--profile', 'hub']

/** The process that holds the locks and is killed, and the one that waits. @type {[string, Start, Run][]} */
const KILLED = [
  [
    'Python',
    ({ hosts }) => hosts.startPython(['whoami', 'hub']),
    ({ user }) => user.run([...HUB, '--mfa-code', DEMO_MFA.code]),
  ],
  ['the command', ({ user }) => startCommand(user), ({ hosts }) => hosts.python(['whoami', 'hub'], CODE)],
]

for (const [name, start, run] of KILLED) {
  test(`a lock ends with its process: ${name} is killed`, async (t) => {
    const user = await stage(t)
    const both = { user, hosts: hostsOf(user) }
    const locks = () => Object.keys(user.files()).filter((file) => file.endsWith('.lock'))
    const holder = start(both)
    t.after(() => holder.kill('SIGKILL'))
    // Of the MFA device and of the session: it prompts.
    await eventually(() => locks().length === 2)
    const waiting = run(both)
    holder.kill('SIGKILL')
    assertStatus(await waiting, 0)
    assert.deepEqual(locks(), [])
    assert.deepEqual(user.calls(), ['AssumeRole', 'GetCallerIdentity'])
  })
}

/** Starts the command, which waits for a code on its standard input. */
function startCommand(/** @type {import('../cli/support.mjs').Stage} */ user) {
  return spawn(process.execPath, [CLI, ...HUB], { env: user.env, stdio: 'pipe', detached: true })
}

/**
 * @typedef {{ user: import('../cli/support.mjs').Stage, hosts: import('./support.mjs').Hosts }} Both
 * @typedef {(both: Both) => import('node:child_process').ChildProcess} Start
 * @typedef {(both: Both) => Promise<import('../cli/support.mjs').Result>} Run
 */

test('errors have the code, the help and the exit code of the command', async (t) => {
  const user = await stage(t)
  const hosts = hostsOf(user)
  const unknown = await hosts.python(['plan', 'deplay'])
  assertStatus(unknown, 253)
  assert.equal(
    unknown.stderr,
    'error[profile-not-found]: profile `deplay` is not in the config or credentials file\nhelp: did you mean `deploy`?\n',
  )
  const denied = await hosts.python(['whoami', 'locked'])
  assertStatus(denied, 254)
  assert.match(denied.stderr, /^error\[sts-access-denied\]: role `arn:aws:iam::444455556666:role\/Locked`/)
})

test('the host prompts again after a rejected code, and no code is an abort', async (t) => {
  const user = await stage(t)
  const hosts = hostsOf(user)
  assertStatus(await hosts.python(['whoami', 'hub'], `000000\n${CODE}`), 0)
  assert.deepEqual(user.calls(), ['AssumeRole', 'AssumeRole', 'GetCallerIdentity'])
  const other = await stage(t)
  const none = await hostsOf(other).python(['whoami', 'hub'], '')
  assertStatus(none, 130)
  assert.match(none.stderr, /error\[aborted\]/)
})

/** A boto3 client for a long time: its credentials are refreshed without a line of the program's own. */
const BOTO3 = `
import sys
from datetime import timedelta
from rolehop import Rolehop
rolehop = Rolehop()
session = rolehop.boto3_session(sys.argv[1])
sts = session.client("sts")
print(sts.get_caller_identity()["Arn"])
credentials = session.get_credentials()
first = credentials.get_frozen_credentials().access_key
# As much later as the session lasts.
credentials._expiry_time -= timedelta(minutes=55)
print("refreshed", credentials.refresh_needed())
print("asks again", credentials.get_frozen_credentials().access_key == first)
print(sts.get_caller_identity()["Arn"])
`

test('boto3 gets credentials that it refreshes itself', async (t) => {
  const user = await stage(t)
  const result = await hostsOf(user).script(BOTO3, ['readonly'])
  assertStatus(result, 0)
  const [before = '', refreshed, asks, after] = result.stdout.trim().split('\n')
  assert.match(before, /assumed-role\/ReadOnly\//)
  assert.equal(refreshed, 'refreshed True')
  // The session in the cache still has most of its hour: boto3 gets it again, and STS is not called.
  assert.equal(asks, 'asks again True')
  assert.equal(after, before)
  assert.deepEqual(user.calls(), ['AssumeRole', 'GetCallerIdentity', 'GetCallerIdentity'])
})

test('boto3 gets keys that do not expire as they are', async (t) => {
  const user = await stage(t)
  const result = await hostsOf(user).python(['boto3', 'base'])
  assertStatus(result, 0)
  assert.equal(result.stdout, 'arn:aws:iam::111122223333:user/alice\n')
  assert.ok(!result.stdout.includes(DEMO_KEY.secretAccessKey))
})
