// @ts-check
/** The MFA prompt, on a pseudo-terminal. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promptForMfaCode } from 'rolehop'
import { DEMO_MFA, demo, folder, root } from './support.mjs'

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice'
const QUESTION = `Enter MFA code for ${SERIAL}: `

const PROGRAM = `
  import { promptForMfaCode } from 'rolehop'
  import { writeFileSync } from 'node:fs'
  const answer = await promptForMfaCode('${SERIAL}').catch((error) => 'error ' + error.code)
  writeFileSync(process.env.ANSWER, answer)`

/** `script` runs a program in a pseudo-terminal; the order of its arguments depends on the system. */
function onTerminal(/** @type {string} */ command) {
  return process.platform === 'linux' ? ['-qec', command, '/dev/null'] : ['-q', '/dev/null', 'sh', '-c', command]
}

/** Types these keys when the prompt appears. */
async function answered(/** @type {import('node:test').TestContext} */ t, /** @type {string} */ keys) {
  const home = folder(t)
  const program = join(home, 'program.mjs')
  const answer = join(home, 'answer')
  writeFileSync(program, PROGRAM.replace("'rolehop'", `'${new URL('dist/node.js', root)}'`))
  const command = `"${process.execPath}" "${program}" </dev/null >/dev/null 2>/dev/null`
  const child = spawn('script', onTerminal(command), {
    env: { PATH: process.env.PATH ?? '', HOME: home, ANSWER: answer },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let shown = ''
  child.stdout.on('data', (text) => {
    const asked = shown.includes(QUESTION)
    shown += text
    if (!asked && shown.includes(QUESTION)) child.stdin.write(keys)
  })
  await new Promise((resolve) => child.on('close', resolve))
  return { shown, answer: readFileSync(answer, 'utf8') }
}

const typed = /** @type {const} */ ([
  ['a code', '123456\r', '123456'],
  ['a code that was corrected', '129\x7f3456\r', '123456'],
  ['a code that was cleared and retyped', '999\x15123456\n', '123456'],
  ['arrow keys', '12\x1b[D3456\r', '123456'],
  ['Ctrl-C', '123\x03', 'error aborted'],
  ['Ctrl-D', '\x04', 'error aborted'],
])

for (const [shows, keys, expected] of typed) {
  test(`${shows}: read from the terminal, without echo`, async (t) => {
    const { shown, answer } = await answered(t, keys)
    assert.equal(answer, expected)
    assert.equal(shown.trim(), QUESTION.trim(), 'the question and nothing else')
  })
}

test('without a terminal the prompt fails at once', { skip: process.platform === 'win32' }, async (t) => {
  const home = folder(t)
  const answer = join(home, 'answer')
  // A new session has no controlling terminal, wherever these tests run.
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', HOME: home, ANSWER: answer },
    stdio: 'ignore',
    detached: true,
  })
  await new Promise((resolve) => child.on('close', resolve))
  assert.equal(readFileSync(answer, 'utf8'), 'error mfa-required')
})

test('a host can have its own prompt', async () => {
  const questions = /** @type {string[]} */ ([])
  const host = {
    prompt: async (/** @type {string} */ question) => {
      questions.push(question)
      return '123456'
    },
  }
  assert.equal(await promptForMfaCode(SERIAL, { host }), '123456')
  assert.deepEqual(questions, [QUESTION])
})

/**
 * The output of a script with an MFA profile at a terminal; `-` is typed at each prompt.
 * @param {import('node:test').TestContext} t
 * @param {{ options?: string, redirect?: string, env?: Record<string, string>, codes?: string[] }} [given]
 */
async function scripted(t, { options = '', redirect = '', env = {}, codes = [DEMO_MFA.code] } = {}) {
  const { home, env: own, actions } = await demo(t)
  const program = join(home, 'program.mjs')
  writeFileSync(
    program,
    `import { fromProfile, fromProfiles, SharedConfig } from '${new URL('dist/node.js', root)}'
    import { readFileSync, writeFileSync } from 'node:fs'
    const text = (name) => readFileSync(process.env.HOME + '/.aws/' + name, 'utf8')
    const pasted = { config: text('config'), credentials: text('credentials') }
    const outcome = await fromProfile({ profile: 'hub'${options} })().then((it) => it.accountId, (error) => error.code)
    writeFileSync(process.env.HOME + '/answer', String(outcome))`,
  )
  const command = `"${process.execPath}" "${program}" ${redirect}`
  const child = spawn('script', onTerminal(command), {
    env: { PATH: process.env.PATH ?? '', ...own, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  let shown = ''
  let prompts = 0
  child.stdout.on('data', (chunk) => {
    shown += chunk
    if (shown.split(QUESTION).length - 1 === prompts) return
    child.stdin.write(`${codes[Math.min(prompts, codes.length - 1)]}\r`)
    prompts++
  })
  await new Promise((resolve) => child.on('close', resolve))
  return { shown, prompts, answer: readFileSync(join(home, 'answer'), 'utf8'), actions: actions() }
}

test('a script at a terminal prompts for the code by default, and again if it is rejected', async (t) => {
  const { answer, prompts, actions } = await scripted(t, { codes: ['654321', DEMO_MFA.code] })
  assert.equal(answer, '111122223333')
  assert.equal(prompts, 2)
  assert.deepEqual(actions, ['AssumeRole', 'AssumeRole'])
})

test('a redirected stream does not prevent the prompt', async (t) => {
  const { answer } = await scripted(t, { redirect: '</dev/null >/dev/null' })
  assert.equal(answer, '111122223333')
})

for (const [shows, given] of /** @type {const} */ ([
  ['all streams are redirected', { redirect: '</dev/null >/dev/null 2>/dev/null' }],
  ['in CI', { env: { CI: 'true' } }],
  ['`mfaCodeProvider` is `false`', { options: ', mfaCodeProvider: false' }],
  ['the config is pasted text', { options: ', config: pasted', env: { AWS_ENDPOINT_URL_STS: '' } }],
  ['the config is not trusted', { options: ", trust: 'untrusted'", env: { AWS_ENDPOINT_URL_STS: '' } }],
])) {
  test(`a script does not prompt if ${shows}`, async (t) => {
    const { answer, prompts, actions } = await scripted(t, given)
    assert.deepEqual([answer, prompts, actions], ['mfa-required', 0, []])
  })
}

test('a custom function is called once, and the terminal is not used', async (t) => {
  const { answer, prompts } = await scripted(t, { options: ", mfaCodeProvider: async () => '654321'" })
  assert.deepEqual([answer, prompts], ['mfa-rejected', 0])
})
