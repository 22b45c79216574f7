// @ts-check
/** MFA codes without a terminal: from standard input, from a program, from the command line. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { DEMO_MFA } from '../../tools/sts/demo.mjs'
import { assertNoSecrets, assertStatus, CLI, ended, stage } from './support.mjs'

const HUB = ['whoami', '--profile', 'hub', '--query', 'Account', '--output', 'text']

/**
 * Runs the command with text piped to its standard input.
 * @param {import('./support.mjs').Stage} user
 * @param {string[]} args
 * @param {string | undefined} input without it, the pipe stays open and empty
 */
async function piped(user, args, input) {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: user.env,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  child.stdin.on('error', () => {})
  if (input !== undefined) child.stdin.end(input)
  const result = await ended(child)
  child.stdin.destroy()
  assertNoSecrets(result, user.cachedSecrets())
  return result
}

/**
 * A program that prints a code, as a command for `mfa_process`.
 * @param {import('./support.mjs').Stage} user
 * @param {string} source
 */
function program(user, source) {
  const path = user.path('code.mjs')
  writeFileSync(path, source)
  chmodSync(path, 0o700)
  return `"${process.execPath}" "${path}" "an argument"`
}

/** @param {import('./support.mjs').Stage} user @param {string} line */
function addToHub(user, line) {
  const config = user.text('config').replace(/^mfa_serial = .*$/m, (serial) => `${serial}\n${line}`)
  user.write({ config, credentials: user.text('credentials') })
}

for (const [shows, input] of [
  ['a line', `${DEMO_MFA.code}\n`],
  ['a line with spaces and CRLF', ` ${DEMO_MFA.code} \r\n`],
  ['a line without a newline', DEMO_MFA.code],
  ['the first of several lines', `${DEMO_MFA.code}\nsomething else\n`],
]) {
  test(`without a terminal, the code is read from standard input: ${shows}`, async (t) => {
    const user = await stage(t)
    const result = await piped(user, HUB, input)
    assertStatus(result, 0)
    assert.equal(result.stdout, '111122223333\n')
    assert.equal(result.stderr, '')
  })
}

test('standard input without a line is an error, and a rejected code is not retried', async (t) => {
  const user = await stage(t)
  assertStatus(await piped(user, HUB, ''), 253)
  assert.deepEqual(user.calls(), [])
  const rejected = await piped(user, HUB, `654321\n${DEMO_MFA.code}\n`)
  assertStatus(rejected, 254)
  assert.match(rejected.stderr, /mfa-rejected/)
  assert.deepEqual(user.calls(), ['AssumeRole'])
})

test('standard input is read only if a code is required', async (t) => {
  const user = await stage(t)
  assertStatus(await piped(user, ['whoami', '--profile', 'readonly'], undefined), 0)
  assertStatus(await piped(user, [...HUB, '--mfa-code', DEMO_MFA.code], undefined), 0)
})

test('`exec` passes its standard input to the program', async (t) => {
  const user = await stage(t)
  const args = ['exec', '--profile', 'hub', '--', 'cat']
  const refused = await piped(user, args, `${DEMO_MFA.code}\n`)
  assertStatus(refused, 253)
  assert.match(refused.stderr, /mfa-required/)
  const given = await piped(user, ['exec', '--profile', 'hub', '--mfa-code', DEMO_MFA.code, '--', 'cat'], 'a line\n')
  assert.equal(given.stdout, 'a line\n')
})

test('`mfa_process` of the profile provides the code, and the plan shows it', async (t) => {
  const user = await stage(t)
  const command = program(user, `console.log('${DEMO_MFA.code}\\nmore')`)
  addToHub(user, `mfa_process = ${command}`)
  const plan = await user.run(['plan', '--profile', 'hub'])
  assert.match(plan.stdout, /MFA +runs \S*node for the code of arn:aws:iam::111122223333:mfa\/alice/)
  assert.doesNotMatch(plan.stdout, /an argument/)
  const checked = await user.run(['check', '--profile', 'hub'])
  assert.doesNotMatch(checked.stdout, /mfa_process/)
  const result = await user.run(HUB)
  assertStatus(result, 0)
  assert.equal(result.stdout, '111122223333\n')
})

test('--mfa-process overrides `mfa_process`; --mfa-code overrides both', async (t) => {
  const user = await stage(t)
  const marker = user.path('ran')
  addToHub(user, `mfa_process = touch ${marker}`)
  const command = program(user, `console.log('${DEMO_MFA.code}')`)
  assertStatus(await user.run([...HUB, '--no-cache', '--mfa-process', command]), 0)
  assert.ok(!existsSync(marker))
  const other = await stage(t)
  addToHub(other, `mfa_process = touch ${marker}`)
  assertStatus(await other.run([...HUB, '--mfa-code', DEMO_MFA.code]), 0)
  assert.ok(!existsSync(marker))
})

for (const [shows, source, message] of /** @type {const} */ ([
  ['fails', 'console.log("654321"); process.exit(3)', /mfa_process exited with 3/],
  ['prints nothing', '', /mfa-rejected/],
  ['prints a code that is rejected', 'console.log("654321")', /mfa-rejected/],
])) {
  test(`an \`mfa_process\` that ${shows} is an error, and is run once`, async (t) => {
    const user = await stage(t)
    const log = user.path('runs')
    const counted = `import { appendFileSync } from 'node:fs'\nappendFileSync(${JSON.stringify(log)}, 'x')\n${source}`
    addToHub(user, `mfa_process = ${program(user, counted)}`)
    const result = await user.run(HUB)
    assert.notEqual(result.status, 0)
    assert.match(result.stderr, message)
    assert.equal(readFileSync(log, 'utf8'), 'x')
  })
}

test('an `mfa_process` with an unclosed quote is an error of the plan', async (t) => {
  const user = await stage(t)
  addToHub(user, 'mfa_process = "code')
  const result = await user.run(['check', '--profile', 'hub'])
  assertStatus(result, 253)
  assert.match(result.stdout, /`mfa_process` has an unclosed quote/)
})
