// @ts-check
/** Hosts that use the component in a wrong way get an error with a code; nothing traps. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../tools/run.mjs'
import { demoFiles } from '../../tools/sts/demo.mjs'
import { TRANSPILED } from './setup.mjs'

const component = await import(TRANSPILED)
const { config, identity, sessions, signing } = component

const NOW = 1_767_323_045_000n
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text)
const files = demoFiles()
const shared = config.SharedConfig.parse(bytes(files.config), bytes(files.credentials))
const request = (/** @type {object} */ more) => JSON.stringify({ env: {}, ...more })
const OPTIONS = JSON.stringify({ minRemainingSeconds: 900, cache: true, forceRefresh: false })

/** A session of a profile of the demo. */
const start = (profile = 'readonly') => shared.plan(request({ profile })).resolve(OPTIONS)

/** The record of the error that a call throws. */
function errorOf(/** @type {() => unknown} */ call) {
  try {
    call()
  } catch (error) {
    return /** @type {any} */ (error)
  }
  return assert.fail('nothing was thrown')
}

/** Answers what a session wants until it wants this; gives the effect. */
function until(/** @type {any} */ session, /** @type {string} */ tag) {
  for (let at = 0; at < 20; at++) {
    const { tag: kind, val } = session.step(NOW)
    assert.equal(kind, 'wanted')
    if (val.tag === tag) return val
    session.resume(val.tag === 'cache-read' ? { tag: 'text', val: undefined } : { tag: 'done' })
  }
  return assert.fail(`the session never wanted ${tag}`)
}

const RESPONSE = { tag: 'response', val: { status: 200, body: bytes('<html>') } }

test('a reply of another kind is refused, and the session still takes the right one', () => {
  const session = start()
  for (const reply of [{ tag: 'done' }, { tag: 'code', val: '123456' }, RESPONSE, { tag: 'bytes', val: bytes('x') }]) {
    assert.equal(session.step(NOW).val.tag, 'cache-read')
    const error = errorOf(() => session.resume(reply))
    assert.equal(error.code, 'usage-invalid')
    assert.equal(error.message, `the effect \`cache-read\` expects the reply \`text\`, not \`${reply.tag}\``)
  }
  session.resume({ tag: 'text', val: undefined })
  assert.notEqual(session.step(NOW).val.tag, 'cache-read')
})

test('a reply before the first step, and two replies to one effect, are refused', () => {
  const session = start()
  const early = errorOf(() => session.resume({ tag: 'done' }))
  assert.deepEqual([early.code, early.message], ['usage-invalid', 'no effect is waiting for a reply'])
  session.step(NOW)
  session.resume({ tag: 'text', val: undefined })
  assert.equal(errorOf(() => session.resume({ tag: 'text', val: undefined })).code, 'usage-invalid')
  assert.equal(session.step(NOW).tag, 'wanted')
})

test('a step without a reply gives the same effect again', () => {
  const session = start()
  const effect = until(session, 'fetch')
  assert.deepEqual(session.step(NOW + 5000n), { tag: 'wanted', val: effect })
  assert.deepEqual(session.step(NOW), { tag: 'wanted', val: effect })
})

test('after the end there is nothing: neither a step nor a reply', () => {
  const session = start('base')
  assert.equal(session.step(NOW).val.tag, 'resolution')
  const { tag, val } = session.step(NOW)
  assert.deepEqual([tag, val.code, val.message], ['failed', 'usage-invalid', 'the session has ended'])
  assert.equal(errorOf(() => session.resume({ tag: 'done' })).code, 'usage-invalid')
})

test('an abort releases the locks, then ends with `aborted`', () => {
  const session = start()
  until(session, 'fetch')
  session.resume({ tag: 'failed', val: { kind: 'aborted' } })
  const unlock = session.step(NOW).val
  assert.equal(unlock.tag, 'unlock')
  session.resume({ tag: 'failed', val: { kind: 'failed', reason: 'EIO' } })
  const { tag, val } = session.step(NOW)
  assert.deepEqual([tag, val.code], ['failed', 'aborted'])
})

test('responses that are not of STS are errors', () => {
  /** @type {[object, string][]} */
  const cases = [
    [{ status: 200, body: bytes('<html>') }, 'not-an-sts-response'],
    [{ status: 200, body: new Uint8Array([0xff, 0xfe]) }, 'not-an-sts-response'],
    [{ status: 0, body: bytes('') }, 'not-an-sts-response'],
    [{ status: 65_535, body: bytes('') }, 'not-an-sts-response'],
    [{ status: 200, body: new Uint8Array(1024 * 1024 - 1).fill(0x20) }, 'not-an-sts-response'],
  ]
  for (const [response, code] of cases) {
    const session = start()
    until(session, 'fetch')
    session.resume({ tag: 'response', val: response })
    session.step(NOW)
    session.resume({ tag: 'done' })
    assert.equal(session.step(NOW).val.code, code)
  }
})

test('replies that are too large are refused by their size', () => {
  const huge = 'x'.repeat(64 * 1024 * 1024)
  /** @type {[string, object][]} */
  const cases = [
    ['cache-read', { tag: 'text', val: huge }],
    ['fetch', { tag: 'response', val: { status: 200, body: bytes(huge) } }],
    ['fetch', { tag: 'failed', val: { kind: 'failed', reason: huge } }],
  ]
  for (const [effect, reply] of cases) {
    const session = start()
    until(session, effect)
    const error = errorOf(() => session.resume(reply))
    assert.equal(error.code, 'usage-invalid')
    assert.match(error.message, /has 67108864 bytes; the maximum is 1048576/)
    assert.equal(session.step(NOW).val.tag, effect)
  }
})

test('a wrong number of random bytes is not used', () => {
  const session = start()
  until(session, 'fetch')
  session.resume({ tag: 'failed', val: { kind: 'timed-out', sent: false } })
  assert.deepEqual(session.step(NOW).val, { tag: 'random', val: 4 })
  session.resume({ tag: 'bytes', val: new Uint8Array(3) })
  // Without randomness it waits for the whole interval.
  assert.deepEqual(session.step(NOW).val, { tag: 'sleep', val: 1000 })
})

test('a clock that jumps does not stop a session', () => {
  for (const now of [0n, -(2n ** 63n), 2n ** 63n - 1n]) {
    const session = start()
    const { tag } = session.step(now)
    assert.equal(tag, 'wanted')
    session.resume({ tag: 'text', val: undefined })
    assert.ok(['wanted', 'failed'].includes(session.step(now).tag))
  }
})

test('dropped sessions free what they held, however far they were', () => {
  const before = run(2_000)
  assert.ok(run(20_000) <= before, 'memory grows with the number of sessions')

  /** Starts and drops sessions; gives the size of the memory. */
  function run(/** @type {number} */ count) {
    for (let at = 0; at < count; at++) {
      const plan = shared.plan(request({ profile: 'readonly' }))
      const session = plan.resolve(OPTIONS)
      if (at % 2 === 0) until(session, 'cache-read')
      session[Symbol.dispose ?? Symbol.for('dispose')]()
      plan[Symbol.dispose ?? Symbol.for('dispose')]()
    }
    return process.memoryUsage().arrayBuffers
  }
})

test('two sessions do not see the replies of each other', () => {
  const [one, other] = [start(), start('hub')]
  until(one, 'fetch')
  assert.equal(other.step(NOW).val.tag, 'cache-read')
  assert.equal(errorOf(() => other.resume(RESPONSE)).code, 'usage-invalid')
  one.resume(RESPONSE)
  assert.equal(one.step(NOW).val.tag, 'unlock')
  assert.equal(other.step(NOW).val.tag, 'cache-read')
})

test('arguments that are wrong are refused by name, without their values', () => {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'canary' }
  /** @type {[() => unknown, RegExp][]} */
  const cases = [
    [() => shared.plan('{'), /^invalid argument `request`: malformed JSON at line 1 column 1$/],
    [() => shared.plan('{"profile": 7}'), /^invalid argument `request`: expected a string at line 1/],
    [() => shared.plan('{"profil": "canary"}'), /^invalid argument `request`: .*`profile`.* at line 1 column 9$/],
    [() => shared.check('7'), /^invalid argument `request`: /],
    [() => shared.plan(request({ profile: 'base' })).resolve('{}'), /`options`: `minRemainingSeconds` is missing/],
    [() => signing.signAssumeRole('{}', credentials, '{"dateMs": 0}'), /^invalid argument `hop`: `roleArn` is missing/],
    [() => signing.signGetCallerIdentity(credentials, '{"dateMs": "canary"}'), /^invalid argument `options`: /],
    [() => identity.getCallerIdentity(credentials, '{"region": []}'), /^invalid argument `options`: /],
    [() => identity.formatCredentials(credentials, 'canry'), /^unknown format `canry`$/],
  ]
  for (const [call, message] of cases) {
    const error = errorOf(call)
    assert.equal(error.code, 'usage-invalid')
    assert.match(error.message, message)
    assert.doesNotMatch(JSON.stringify(error), /canary/)
  }
})

test('the members that the page lists are those that there are', () => {
  const page = readFileSync(join(root, 'docs', 'component.md'), 'utf8')
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'canary' }
  const [hop] = JSON.parse(shared.plan(request({ profile: 'readonly' })).data()).hops
  const plan = shared.plan(request({ profile: 'base' }))
  /** @type {Record<string, (text: string) => unknown>} */
  const takers = {
    PlanRequest: (text) => shared.check(text),
    ResolveOptions: (text) => plan.resolve(text),
    CallerIdentityOptions: (text) => identity.getCallerIdentity(credentials, text),
    ConsoleOptions: (text) => component.console.consoleUrl(credentials, text),
    SignOptions: (text) => signing.signAssumeRole(JSON.stringify(hop), credentials, text),
    SignCallerOptions: (text) => signing.signGetCallerIdentity(credentials, text),
  }
  for (const [type, take] of Object.entries(takers)) {
    const { message } = errorOf(() => take('{"?": 0}'))
    const members = [
      ...message
        .split('expected one of')
        .pop()
        .matchAll(/`(\w+)`/g),
    ].map(([, name]) => name)
    const [, listed = ''] = new RegExp(`^\\| \`${type}\` \\| (.*) \\|$`, 'm').exec(page) ?? []
    assert.ok(members.length > 2, message)
    for (const member of members) assert.ok(listed.includes(`\`${member}\``), `${type} has ${member}`)
  }
})

test('sessions cannot be made by hand', () => {
  assert.throws(() => new sessions.Session())
})
