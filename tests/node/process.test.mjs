// @ts-check
/** `credential_process`: how programs are run. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mock, test } from 'node:test'
import { inspect } from 'node:util'
import { fromProfile } from 'rolehop'
import { eventually, homeWith, inProcess } from './support.mjs'

const SECRET = 'vR8/kq2LmZ7xTn4+wYc9pGd6hJs3fBu5aEoN1iKq'
const OUTPUT = { Version: 1, AccessKeyId: 'ASIAQ7XK2JVN5WZH1234', SecretAccessKey: SECRET, SessionToken: 'token' }

/** A profile whose `credential_process` runs this JavaScript. */
function processProfile(/** @type {import('node:test').TestContext} */ t, /** @type {string} */ source) {
  const quoted = `${process.execPath} -e '${source}'`
  return homeWith(t, { config: `[profile p]\ncredential_process = ${quoted}\nregion = eu-west-1\n` })
}

const print = (/** @type {unknown} */ value) => `console.log(${JSON.stringify(JSON.stringify(value))})`

test('the output of the program is used as credentials', async (t) => {
  const { env } = processProfile(t, print({ ...OUTPUT, Expiration: '2035-01-01T00:00:00Z' }))
  const credentials = await fromProfile({ profile: 'p', env })()
  assert.deepEqual(
    { ...credentials },
    {
      accessKeyId: OUTPUT.AccessKeyId,
      secretAccessKey: SECRET,
      sessionToken: 'token',
      expiration: new Date('2035-01-01T00:00:00Z'),
    },
  )
})

test('the program gets the environment of the call and nothing else', async (t) => {
  const { env } = processProfile(
    t,
    'const { SEEN: SessionToken } = process.env; ' +
      `console.log(JSON.stringify({ Version: 1, AccessKeyId: "${OUTPUT.AccessKeyId}", SecretAccessKey: String(process.env.PATH), SessionToken }))`,
  )
  const credentials = await fromProfile({ profile: 'p', env: { ...env, SEEN: 'yes' } })()
  assert.deepEqual([credentials.sessionToken, credentials.secretAccessKey], ['yes', 'undefined'])
})

test('no shell interprets the command line', async (t) => {
  const { env, home } = homeWith(t, {
    config: `[profile p]\ncredential_process = ${process.execPath} -p '"x"' ; touch ~/canary $(touch ~/canary) | touch ~/canary\n`,
  })
  await assert.rejects(fromProfile({ profile: 'p', env })(), { code: 'process-failed' })
  assert.ok(!existsSync(join(home, 'canary')))
})

test('a program that Ctrl-C interrupts aborts the call, whichever process is interrupted first', async (t) => {
  const { env } = processProfile(t, 'process.kill(process.pid, "SIGINT"); setInterval(() => {}, 1000)')
  await assert.rejects(fromProfile({ profile: 'p', env })(), { code: 'aborted', exitCode: 130 })
})

const failing = /** @type {const} */ ([
  ['another exit code', `process.stdout.write("${SECRET}"); process.stderr.write("${SECRET}"); process.exit(3)`],
  ['output that is not JSON', `console.log("${SECRET}")`],
  ['truncated output', `process.stdout.write(${JSON.stringify(JSON.stringify(OUTPUT).slice(0, -5))})`],
  ['another version', print({ ...OUTPUT, Version: 2 })],
  ['no secret key', print({ Version: 1, AccessKeyId: OUTPUT.AccessKeyId })],
  ['a program killed by a signal', 'process.kill(process.pid, "SIGKILL")'],
  ['more output than credentials have', `for (;;) require("fs").writeSync(1, "${SECRET}".repeat(1000))`],
  ['expired credentials', print({ ...OUTPUT, Expiration: '2001-01-01T00:00:00Z' })],
])

for (const [shows, source] of failing) {
  test(`${shows} is \`process-failed\`, without a byte of the output`, async (t) => {
    const { env } = processProfile(t, source)
    const error = await fromProfile({ profile: 'p', env })().catch((thrown) => thrown)
    assert.deepEqual([error.name, error.code, error.exitCode], ['RolehopError', 'process-failed', 255], error.stack)
    const shown = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error)
    for (let at = 0; at + 8 <= SECRET.length; at += 1) assert.ok(!shown.includes(SECRET.slice(at, at + 8)), shown)
  })
}

test('a program that does not exist is reported', async (t) => {
  const { env } = homeWith(t, { config: '[profile p]\ncredential_process = /does/not/exist\n' })
  const error = await fromProfile({ profile: 'p', env })().catch((thrown) => thrown)
  assert.equal(error.code, 'process-failed')
  assert.match(error.message, /ENOENT/)
})

/**
 * A program that starts another one, in the same process group or in a new one, prints both process IDs
 * and ignores termination signals.
 */
const FAMILY = (/** @type {boolean} */ detached) =>
  `
const { spawn } = require("child_process")
process.on("SIGTERM", () => {})
const options = { stdio: "inherit", detached: ${detached}, env: { ...process.env, CHILD: "1" } }
const child = process.env.CHILD ? process : spawn(process.execPath, process.execArgv, options)
if (!process.env.CHILD) require("fs").writeFileSync(process.env.HOME + "/pids.new", process.pid + " " + child.pid)
if (!process.env.CHILD) require("fs").renameSync(process.env.HOME + "/pids.new", process.env.HOME + "/pids")
setInterval(() => {}, 1000)`.replaceAll('\n', ';')

for (const detached of [false, true]) {
  const where = detached ? 'a group of its own' : 'its group'
  test(`an abort ends the program and its child in ${where}`, async (t) => {
    const { env, home } = processProfile(t, FAMILY(detached))
    const controller = new AbortController()
    const waiting = fromProfile({ profile: 'p', env, signal: controller.signal })().catch((thrown) => thrown)
    const pids = await family(home)
    assert.ok(pids.length === 2 && !pids.some(hasEnded))
    controller.abort()
    assert.equal((await waiting).code, 'aborted')
    await eventually(() => pids.every(hasEnded))
  })
}

test('a child left running does not delay the credentials', async (t) => {
  const { env, home } = processProfile(
    t,
    `const { spawn } = require("child_process"); const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }); require("fs").writeFileSync(process.env.HOME + "/pids", process.pid + " " + child.pid); child.unref(); ${print(OUTPUT)}`,
  )
  const credentials = await fromProfile({ profile: 'p', env })()
  assert.equal(credentials.accessKeyId, OUTPUT.AccessKeyId)
  const [, child = 0] = await family(home)
  assert.ok(!hasEnded(child), "it is the program's to end")
  process.kill(child, 'SIGKILL')
})

test('the program ends with this process', async (t) => {
  const { env, home } = processProfile(t, FAMILY(true))
  const source = `
    import { existsSync } from 'node:fs'
    import { fromProfile } from 'rolehop'
    fromProfile({ profile: 'p', env: ${JSON.stringify(env)} })()
    const look = () => existsSync(${JSON.stringify(join(home, 'pids'))}) ? process.exit(7) : setTimeout(look, 20)
    look()`
  const { status } = await inProcess(source, env)
  assert.equal(status, 7)
  const pids = await family(home)
  await eventually(() => pids.every(hasEnded))
})

/** A program that never ends and ignores signals, and its process ID. */
async function endless(/** @type {import('node:test').TestContext} */ t, /** @type {Record<string, string>} */ extra) {
  const source =
    'process.on("SIGTERM", () => {}); require("fs").writeFileSync(process.env.HOME + "/pid", String(process.pid)); setInterval(() => {}, 1000)'
  const { env, home } = processProfile(t, source)
  mock.timers.enable({ apis: ['setTimeout'] })
  t.after(() => mock.timers.reset())
  const waiting = fromProfile({ profile: 'p', env: { ...env, ...extra } })().catch((thrown) => thrown)
  const pid = await eventually(() => existsSync(join(home, 'pid')) && Number(readFileSync(join(home, 'pid'), 'utf8')))
  return { waiting, pid }
}

for (const [variables, seconds] of /** @type {[Record<string, string>, number][]} */ ([
  [{}, 60],
  [{ ROLEHOP_PROCESS_TIMEOUT: '66' }, 66],
  [{ ROLEHOP_PROCESS_TIMEOUT: '1' }, 1],
])) {
  test(`a program that never ends is killed after ${seconds} seconds`, async (t) => {
    const { waiting, pid } = await endless(t, variables)
    mock.timers.tick(seconds * 1000 - 1)
    assert.ok(!hasEnded(pid))
    mock.timers.tick(1)
    const error = await waiting
    assert.equal(error.code, 'process-failed')
    assert.match(error.message, new RegExp(`stopped after ${seconds} s`))
    mock.timers.tick(2_000)
    assert.ok(await eventually(() => hasEnded(pid)))
  })
}

test('without a timeout a program may run for any time', async (t) => {
  const { waiting, pid } = await endless(t, { ROLEHOP_PROCESS_TIMEOUT: '0' })
  mock.timers.tick(100 * 60 * 60 * 1000)
  assert.ok(!hasEnded(pid))
  process.kill(pid, 'SIGKILL')
  assert.match((await waiting).message, /killed by a signal/)
})

test('a timeout that is not a number of seconds is an error that names it', async (t) => {
  const { env, home } = processProfile(t, 'require("fs").writeFileSync(process.env.HOME + "/canary", "")')
  const error = await fromProfile({ profile: 'p', env: { ...env, ROLEHOP_PROCESS_TIMEOUT: '1m' } })().catch((e) => e)
  assert.equal(error.code, 'credential-process-invalid')
  assert.match(error.message, /`ROLEHOP_PROCESS_TIMEOUT` `1m`/)
  assert.ok(!existsSync(join(home, 'canary')))
})

for (const [variables, timeoutMs] of /** @type {[Record<string, string>, number | undefined][]} */ ([
  [{}, 60_000],
  [{ ROLEHOP_PROCESS_TIMEOUT: '66' }, 66_000],
  [{ ROLEHOP_PROCESS_TIMEOUT: '0' }, undefined],
])) {
  test(`an \`mfa_process\` has the same timeout: ${timeoutMs} ms`, async (t) => {
    const config = `[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = q\nmfa_serial = GAHT12345678
mfa_process = code\nregion = eu-west-1\n[profile q]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = ${SECRET}\n`
    const { env } = homeWith(t, { config })
    /** @type {(number | undefined)[]} */
    const limits = []
    const run = async (/** @type {readonly string[]} */ _, /** @type {import('rolehop').RunOptions} */ options) => {
      limits.push(options.timeoutMs)
      throw { hostError: 'timed-out' }
    }
    const error = await fromProfile({ profile: 'p', env: { ...env, ...variables }, host: { run } })().catch((e) => e)
    assert.deepEqual([limits, error.code], [[timeoutMs], 'mfa-required'])
    assert.match(error.message, /timed out waiting for the code of MFA device `GAHT12345678`/)
  })
}

test('an account ID can be a number', async (t) => {
  for (const [AccountId, expected] of /** @type {const} */ ([
    [123456789012, '123456789012'],
    ['123456789012', '123456789012'],
    [12345, '000000012345'],
    [null, undefined],
    [true, undefined],
  ])) {
    const { env } = processProfile(t, print({ ...OUTPUT, AccountId }))
    assert.equal((await fromProfile({ profile: 'p', env })()).accountId, expected)
  }
})

test("the program's stderr goes to the stderr of this process, and into no error", async (t) => {
  const explains = 'process.stderr.write("token of the helper has expired\\n")'
  for (const [source, says] of [
    [`${explains}; ${print(OUTPUT)}`, 'credentials'],
    [`${explains}; process.exit(3)`, 'process-failed'],
  ]) {
    const { env } = processProfile(t, String(source))
    const { stdout, stderr } = await inProcess(
      `
      import { inspect } from 'node:util'
      import { fromProfile } from 'rolehop'
      const outcome = await fromProfile({ profile: 'p', env: ${JSON.stringify(env)} })().catch((error) => error)
      console.log(outcome.code ?? 'credentials', inspect(outcome, { depth: null, showHidden: true }).includes('helper'))`,
      {},
    )
    assert.equal(stdout, `${says} false\n`)
    assert.equal(stderr, 'token of the helper has expired\n')
  }
})

/** The process IDs that a program has written. */
async function family(/** @type {string} */ home) {
  const path = join(home, 'pids')
  return eventually(() => existsSync(path) && readFileSync(path, 'utf8').split(' ').map(Number))
}

function hasEnded(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
