// @ts-check
/** In a pseudo-terminal: the MFA prompt, Ctrl-C, colour, names with control characters. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { DEMO_MFA } from '../../tools/sts/demo.mjs'
import { atTerminal, skip } from './pty.mjs'
import { assertNoSecrets, CLI, stage } from './support.mjs'

const PROMPT = `Enter MFA code for ${DEMO_MFA.serial}: `

/**
 * Runs the command in a terminal. Asserts that its output contains no secret.
 * @param {import('./support.mjs').Stage} user
 * @param {string[]} args
 * @param {[seen: string, typed: string | null][]} script
 */
async function type(user, args, script) {
  const result = await atTerminal([process.execPath, CLI, ...args], user.env, script)
  assertNoSecrets({ stdout: result.screen, stderr: '' }, user.cachedSecrets())
  assert.deepEqual(result.unseen, [], result.screen)
  return result
}

test('the code is read from the terminal, without echo', { skip }, async (t) => {
  const user = await stage(t)
  const args = ['whoami', '--profile', 'hub', '--query', 'Account', '--output', 'text']
  const { status, screen } = await type(user, args, [[PROMPT, `${DEMO_MFA.code}\r`]])
  assert.equal(screen, `${PROMPT}\r\n111122223333\r\n`)
  assert.equal(status, 0)
})

test('typing mistakes can be corrected', { skip }, async (t) => {
  const user = await stage(t)
  const typed = `99\u0015${DEMO_MFA.code.slice(0, 3)}9\u007f${DEMO_MFA.code.slice(3)}\r`
  const { status } = await type(user, ['whoami', '--profile', 'hub'], [[PROMPT, typed]])
  assert.equal(status, 0)
})

test('a rejected code causes another prompt, and the same code is not sent twice', { skip }, async (t) => {
  const user = await stage(t)
  const { status, screen } = await type(
    user,
    ['whoami', '--profile', 'hub'],
    [
      [PROMPT, '654321\r'],
      [`MFA code rejected. Try again; a code that was already used needs the next one.\r\n${PROMPT}`, '654321\r'],
      [`This MFA code was rejected before. Wait for the next one.\r\n${PROMPT}`, `${DEMO_MFA.code}\r`],
    ],
  )
  assert.equal(status, 0, screen)
  assert.deepEqual(user.calls(), ['AssumeRole', 'AssumeRole', 'GetCallerIdentity'])
})

test('the command fails after three codes; one that is not six digits counts and is not sent', { skip }, async (t) => {
  const user = await stage(t)
  const script = /** @type {[string, string][]} */ (['654321', '12345', '765432'].map((code) => [PROMPT, `${code}\r`]))
  const { status, screen } = await type(user, ['whoami', '--profile', 'hub'], script)
  assert.equal(status, 254)
  assert.match(screen, /error\S*\[mfa-rejected\]/)
  assert.equal(screen.split(PROMPT).length, 4, screen)
  assert.deepEqual(user.calls(), ['AssumeRole', 'AssumeRole'])
})

test('a rejected --mfa-code does not cause a prompt', { skip }, async (t) => {
  const user = await stage(t)
  const { status, screen } = await type(user, ['whoami', '--profile', 'hub', '--mfa-code', '654321'], [])
  assert.equal(status, 254)
  assert.ok(!screen.includes(PROMPT), screen)
})

test('an MFA serial cannot control the terminal', { skip }, async (t) => {
  const user = await stage(t)
  const config = user.text('config').replaceAll(DEMO_MFA.serial, 'arn:aws:iam::111122223333:mfa/a\u001b[2Jb')
  user.write({ config, credentials: user.text('credentials') })
  const { screen } = await type(user, ['whoami', '--profile', 'hub'], [['mfa/a\\u001b[2Jb: ', '\u0003']])
  assert.ok(!screen.includes('\u001b[2J'), screen)
})

test('the prompt does not use stdout, and does not read a piped stdin', { skip }, async (t) => {
  const user = await stage(t)
  const command = `echo 000000 | "${process.execPath}" "${CLI}" whoami --profile hub > "${user.path('result')}"`
  const { screen } = await atTerminal(['sh', '-c', command], user.env, [[PROMPT, `${DEMO_MFA.code}\r`]])
  assert.equal(screen, `${PROMPT}\r\n`)
  assert.equal(JSON.parse(user.text('result')).Account, '111122223333')
})

for (const [key, typed = ''] of [
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
]) {
  test(`${key} at the prompt exits with 130, and nothing is sent`, { skip }, async (t) => {
    const user = await stage(t)
    const { status, screen } = await type(user, ['whoami', '--profile', 'hub'], [[PROMPT, typed]])
    assert.equal(status, 130)
    assert.equal(screen, `${PROMPT}\r\n`)
    assert.deepEqual(user.calls(), [])
  })
}

test('a terminal that closes at the prompt ends the command, and leaves no lock', { skip }, async (t) => {
  const user = await stage(t)
  await type(user, ['whoami', '--profile', 'hub'], [[PROMPT, null]])
  const isLocked = () => Object.keys(user.files()).some((name) => name.endsWith('.lock'))
  while (isLocked()) await new Promise((done) => setImmediate(done))
  assert.deepEqual(user.calls(), [])
})

test('Ctrl-C reaches the program of exec once, and the program decides the exit code', { skip }, async (t) => {
  const user = await stage(t)
  const source =
    'process.on("SIGINT", () => { console.log("caught"); setImmediate(() => process.exit(7)) }); setInterval(() => {}, 1000); console.log("ready")'
  const args = ['exec', '--profile', 'base', '--', process.execPath, '-e', source]
  const { status, screen } = await type(user, args, [['ready', '\u0003']])
  assert.equal(status, 7)
  assert.equal(screen.split('caught').length, 2, screen)
})

test('colour is used in terminals, but not with NO_COLOR', { skip }, async (t) => {
  const user = await stage(t)
  const args = ['check', '--profile', 'nobody']
  const coloured = await type(user, args, [])
  assert.ok(coloured.screen.includes('\u001b['))
  user.env.NO_COLOR = '1'
  const plain = await type(user, args, [])
  assert.ok(!plain.screen.includes('\u001b['))
  delete user.env.NO_COLOR
  assert.ok(!(await user.run(args)).stdout.includes('\u001b['))
})

test('a name from a file cannot control the terminal', { skip }, async (t) => {
  const user = await stage(t, { files: { config: '[profile a\u001b]0;title\u0007b]\nregion = \u001b[2Jx\n' } })
  const { screen } = await type(user, ['list-profiles'], [])
  assert.equal(screen, 'a\\u001b]0;title\\u0007b\r\n')
  const commands = [['check'], ['show'], ['plan'], ['get', 'region']]
  for (const [command = '', ...rest] of commands) {
    const result = await type(user, [command, ...rest, '--profile', 'a\u001b]0;title\u0007b'], [])
    assert.ok(!['\u001b]', '\u001b[2J'].some((sequence) => result.screen.includes(sequence)), command)
  }
})

test('Ctrl-C ends the `credential_process` of a profile, and its children', { skip }, async (t) => {
  const source = `
const { spawn } = require("child_process")
const { openSync, writeFileSync, writeSync } = require("fs")
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {})
const options = { stdio: "ignore", detached: true, env: { ...process.env, CHILD: "1" } }
const child = process.env.CHILD ? process : spawn(process.execPath, process.execArgv, options)
if (!process.env.CHILD) writeFileSync(process.env.HOME + "/pids", process.pid + " " + child.pid)
if (!process.env.CHILD) writeSync(openSync("/dev/tty", "w"), "it runs")
setInterval(() => {}, 1000)`.replaceAll('\n', ';')
  const config = `[profile p]\ncredential_process = ${process.execPath} -e '${source}'\n`
  const user = await stage(t, { files: { config } })
  const { status } = await type(user, ['whoami', '--profile', 'p'], [['it runs', '\u0003']])
  assert.equal(status, 130)
  const pids = readFileSync(join(user.home, 'pids'), 'utf8').split(' ').map(Number)
  assert.equal(pids.length, 2)
  while (pids.some(isRunning)) await new Promise((done) => setImmediate(done))
})

/** Whether a process is running. */
function isRunning(/** @type {number} */ pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a wait for another process is reported after a moment, with the process', { skip }, async (t) => {
  const user = await stage(t)
  const holder = atTerminal([process.execPath, CLI, 'whoami', '--profile', 'hub'], user.env, [[PROMPT, '']])
  const locks = user.path('rolehop', 'locks')
  while (!existsSync(locks) || !readdirSync(locks).some((name) => name.endsWith('.lock'))) await setTimeout(20)
  const [lock = ''] = readdirSync(locks).filter((name) => name.endsWith('.lock'))
  const { pid } = JSON.parse(readFileSync(join(locks, lock), 'utf8'))
  const notice = `rolehop: waiting for process ${pid} (rolehop whoami), which holds the lock on the MFA device`
  const { status } = await type(user, ['credentials', '--profile', 'hub'], [[notice, '\u0003']])
  assert.equal(status, 130)
  process.kill(pid, 'SIGKILL')
  await holder
})

test('at a terminal, a wait is shown in a line that is removed afterwards', { skip }, async (t) => {
  const user = await stage(t)
  user.sts.faults.push({ hang: true })
  const notice = `waiting for STS (${new URL(user.sts.url).host})…`
  const { status, screen } = await type(user, ['whoami', '--profile', 'base'], [[notice, '\u0003']])
  assert.equal(status, 130)
  assert.equal(screen, `\r\u001b[K${notice}^C\r\u001b[K`)
})

test('the program that is waited for has a line of its own', { skip }, async (t) => {
  const config = '[profile p]\ncredential_process = sleep 60\n'
  const user = await stage(t, { files: { config } })
  const { status, screen } = await type(user, ['whoami', '-p', 'p'], [['waiting for `sleep`…', '\u0003']])
  assert.equal(status, 130)
  assert.ok(screen.startsWith('waiting for `sleep`…\r\n'), screen)
  assert.ok(!screen.includes('\u001b[K'), screen)
})

test('without a terminal, waits are not shown', async (t) => {
  const user = await stage(t)
  user.sts.faults.push({ delay: 1_500 })
  const result = await user.run(['whoami', '--profile', 'base'])
  assert.deepEqual([result.status, result.stderr], [0, ''])
})
