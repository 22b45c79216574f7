// @ts-check
/** The MFA prompt, at a pseudo-terminal. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertNoSecrets, CLI, stage } from './support.mjs'

const PROMPT = `Enter MFA code for ${DEMO_MFA.serial}: `

const PYTHON = 'import os,pty,sys; s=pty.spawn(sys.argv[1:]); sys.exit(os.waitstatus_to_exitcode(s) % 256)'

/** Programs that run another at a pseudo-terminal of its own, whichever of them is here. */
const HELPERS = [
  { probe: ['python3', '-c', 'import pty'], run: (/** @type {string[]} */ argv) => ['python3', '-c', PYTHON, ...argv] },
  {
    probe: ['script', '--version'],
    run: (/** @type {string[]} */ argv) => ['script', '-qec', argv.map((word) => `'${word}'`).join(' '), '/dev/null'],
  },
]

const helper = HELPERS.find(({ probe: [program = '', ...args] }) => spawnSync(program, args).status === 0)
const skip = helper === undefined && 'neither python3 nor script is here to make a pseudo-terminal'

/**
 * Runs the command line at a pseudo-terminal.
 * @param {import('./support.mjs').Stage} user
 * @param {string[]} args
 * @param {[seen: string, typed: string][]} script what to type once something has been printed
 */
async function atTerminal(user, args, script) {
  const [program = '', ...rest] = helper?.run([process.execPath, CLI, ...args]) ?? []
  const child = spawn(program, rest, {
    env: { ...user.env, TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  let screen = ''
  let read = 0
  const waiting = [...script]
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    screen += chunk
    const [seen, typed] = waiting[0] ?? []
    if (seen === undefined || !screen.slice(read).includes(seen)) return
    read = screen.length
    waiting.shift()
    child.stdin.write(typed ?? '')
  })
  const status = await new Promise((resolve) => child.on('close', resolve))
  assertNoSecrets({ stdout: screen, stderr: '' }, user.cachedSecrets())
  return { status, screen, waiting }
}

test('the code is asked for on the terminal, and not shown', { skip }, async (t) => {
  const user = await stage(t)
  const args = ['whoami', '--profile', 'hub', '--query', 'Account', '--output', 'text']
  const { status, screen } = await atTerminal(user, args, [[PROMPT, `${DEMO_MFA.code}\r`]])
  assert.equal(screen, `${PROMPT}\r\n111122223333\r\n`)
  assert.equal(status, 0)
})

test('typing mistakes can be taken back', { skip }, async (t) => {
  const user = await stage(t)
  const typed = `99\u0015${DEMO_MFA.code.slice(0, 3)}9\u007f\u001b[D${DEMO_MFA.code.slice(3)}\r`
  const { status } = await atTerminal(user, ['whoami', '--profile', 'hub'], [[PROMPT, typed.replace('\u001b[D', '')]])
  assert.equal(status, 0)
})

test('the prompt is not on stdout', { skip }, async (t) => {
  const user = await stage(t)
  const command = `'${process.execPath}' '${CLI}' whoami --profile hub > '${user.path('result')}'`
  const [program = '', ...rest] = helper?.run(['sh', '-c', command.replaceAll("'", '"')]) ?? []
  const child = spawn(program, rest, { env: user.env, stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  child.stdout
    .setEncoding('utf8')
    .on('data', (chunk) => chunk.includes('Enter') && child.stdin.write(`${DEMO_MFA.code}\r`))
  await new Promise((resolve) => child.on('close', resolve))
  assert.equal(JSON.parse(user.text('result')).Account, '111122223333')
})

for (const [key, typed] of [
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
]) {
  test(`${key} at the prompt ends with 130, and nothing is sent`, { skip }, async (t) => {
    const user = await stage(t)
    const { status, screen } = await atTerminal(user, ['whoami', '--profile', 'hub'], [[PROMPT, typed ?? '']])
    assert.equal(status, 130)
    assert.doesNotMatch(screen, /\n +at /)
    assert.deepEqual(user.calls(), [])
  })
}

test('colour is for terminals, and not with NO_COLOR', { skip }, async (t) => {
  const user = await stage(t)
  const args = ['check', '--profile', 'nobody']
  const coloured = await atTerminal(user, args, [])
  assert.ok(coloured.screen.includes('\u001b['))
  user.env.NO_COLOR = '1'
  const plain = await atTerminal(user, args, [])
  assert.ok(!plain.screen.includes('\u001b['))
  assert.ok(!(await user.run(args)).stdout.includes('\u001b['))
})

test('a name from a file cannot command the terminal', { skip }, async (t) => {
  const user = await stage(t, { files: { config: '[profile a\u001b]0;title\u0007b]\n' } })
  const { screen } = await atTerminal(user, ['list-profiles'], [])
  assert.equal(screen, 'a\\u001b]0;title\\u0007b\r\n')
})
