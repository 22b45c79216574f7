// @ts-check
/**
 * Functions of the caller that throw any value, return any value or never settle: each call ends with a
 * result or a `RolehopError`, no rejection stays unhandled, and the engine keeps working.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEMO_KEY, DEMO_MFA, demo, inProcess } from './support.mjs'

/** Shared by the child processes. They count unhandled rejections, which end a process by default. */
const PRELUDE = `
  import { fromProfile, fromProfiles, getCallerIdentity, consoleUrl, promptForMfaCode, ssoLogin, SharedConfig, isRolehopError } from 'rolehop'
  let unhandled = 0
  process.on('unhandledRejection', (reason) => { unhandled += 1; console.error('unhandled', reason) })
  process.on('uncaughtException', (error) => { unhandled += 1; console.error('uncaught', error) })
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const revoked = () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy }
  const trap = () => { throw new Error('trapped') }
  const hostile = () => new Proxy({}, { get: trap, has: trap, getPrototypeOf: trap, ownKeys: trap, getOwnPropertyDescriptor: trap })
  const getters = () => ({ get hostError() { throw 1 }, get code() { throw 1 }, get name() { throw 1 }, get then() { throw 1 },
    get status() { throw 1 }, get stdout() { throw 1 }, get headers() { throw 1 }, get body() { throw 1 }, get length() { throw 1 } })
  const forged = () => Object.freeze({ hostError: 'failed', get reason() { throw 1 } })
  const VALUES = { undefined, null: null, zero: 0, text: 'x', big: 1n, symbol: Symbol('x'), array: [], func: () => {}, frozen: Object.freeze({}),
    error: Object.freeze(new Error('x')), hostile: hostile(), revoked: revoked(), getters: getters(), forged: forged(),
    kind: { hostError: 'nonsense', reason: {} }, aborted: { hostError: 'aborted' }, bytes: new Proxy(new Uint8Array(16), {}), nan: NaN,
    rejection: { hostError: 'failed', reason: 5, sent: 'x', cause: hostile() } }
  const ACTS = (value) => ({ throws: () => { throw value }, rejects: () => Promise.reject(value), gives: () => value, promises: async () => value })
  const outcome = (promise) => promise.then(() => 'ok', (error) => isRolehopError(error) ? error.code : 'RAW ' + typeof error)
`

/**
 * @param {string} source
 * @param {Record<string, string>} env
 */
async function counted(source, env) {
  const { status, stdout, stderr } = await inProcess(
    `${PRELUDE}\n${source}\nawait turn()\nconsole.log(JSON.stringify({ unhandled, ...result }))`,
    env,
  )
  assert.deepEqual([status, stderr], [0, ''], stderr)
  const result = JSON.parse(stdout)
  assert.equal(result.unhandled, 0)
  return result
}

test('`getCallerIdentity(undefined)` rejects, and the process keeps running', async () => {
  const { codes } = await counted(
    `const codes = []
     for (const call of [() => getCallerIdentity(undefined), () => getCallerIdentity(null), () => consoleUrl(undefined), () => getCallerIdentity({})]) {
       try { await call() } catch (error) { codes.push(error.code) }
     }
     const result = { codes }`,
    {},
  )
  assert.deepEqual(codes, Array(4).fill('usage-invalid'))
})

test('an invalid argument does not affect runs in progress', async (t) => {
  const { env } = await demo(t)
  const { wrong, codes } = await counted(
    `const config = await SharedConfig.load()
     const runs = Array.from({ length: 5 }, () => outcome(fromProfile({ profile: 'readonly', cache: false })()))
     await turn()
     const wrong = []
     for (const call of [() => config.check(undefined, null), () => config.plan('readonly', 'x'), () => config.set('a', 'b', 5),
       () => config.get({}), () => config.check(undefined, { env: { get A() { throw 1 } } })]) {
       try { call() } catch (error) { wrong.push(error.code) }
     }
     const result = { wrong, codes: await Promise.all(runs) }`,
    env,
  )
  assert.deepEqual(wrong, Array(5).fill('usage-invalid'))
  assert.deepEqual(codes, Array(5).fill('ok'))
})

/** Ways to pass a function, and what it is used for. @type {Record<string, string>} */
const PLACES = {
  now: `fromProfile({ ...base, host: { now: act } })()`,
  random: `fromProfile({ ...base, host: { random: act } })()`,
  sleep: `fromProfile({ ...base, host: { sleep: act }, fetch: async () => new Response('', { status: 500 }) })()`,
  readFile: `fromProfile({ ...base, host: { readFile: act } })()`,
  writeFile: `fromProfile({ ...base, host: { writeFile: act } })()`,
  lock: `fromProfile({ ...base, cache: new Map(), host: { lock: act } })()`,
  release: `fromProfile({ ...base, cache: new Map(), host: { lock: () => act } })()`,
  run: `fromProfile({ ...base, profile: 'program', config: program, trust: 'trusted', host: { run: act } })()`,
  fetch: `fromProfile({ ...base, fetch: act, host: { sleep: () => {} } })()`,
  response: `fromProfile({ ...base, host: { sleep: () => {} }, fetch: async () => ({ status: 200, headers: new Headers(), body: null, arrayBuffer: act }) })()`,
  stream: `fromProfile({ ...base, host: { sleep: () => {} }, fetch: async () => ({ status: 200, headers: new Headers(), body: { getReader: () => ({ read: act, cancel: act }) } }) })()`,
  status: `fromProfile({ ...base, host: { sleep: () => {} }, fetch: async () => ({ get status() { return act() }, headers: new Headers(), body: null, arrayBuffer: () => new ArrayBuffer(0) }) })()`,
  mfaCodeProvider: `fromProfile({ ...base, profile: 'hub', mfaCodeProvider: act })()`,
  manyCodes: `fromProfiles(['hub', 'deploy'], { cache: false, mfaCodeProvider: act }).then((all) => { for (const { error } of all) if (error) throw error })`,
  manyRuns: `fromProfiles(['program', 'other'], { config: program, trust: 'trusted', host: { run: act } }).then((all) => { for (const { error } of all) if (error) throw error })`,
  'cache.get': `fromProfile({ ...base, cache: { get: act, set() {} } })()`,
  'cache.set': `fromProfile({ ...base, cache: { get() {}, set: act } })()`,
  'logger.warn': `fromProfile({ ...base, cache: { get() {}, set() { throw 1 } }, logger: { warn: act } })()`,
  region: `fromProfile(base)({ callerClientConfig: { region: act } })`,
  provider: `getCallerIdentity(act)`,
  consoleProvider: `consoleUrl(act)`,
  prompt: `promptForMfaCode('device', { host: { prompt: act } })`,
  load: `SharedConfig.load({ host: { readFile: act } })`,
  saveLock: `SharedConfig.load({ host: { lock: act, writeFile: () => true } }).then((config) => { config.set('a', 'region', 'x'); return config.save() })`,
  saveWrite: `SharedConfig.load({ host: { writeFile: act } }).then((config) => { config.set('a', 'region', 'x'); return config.save() })`,
  onDeviceCode: `ssoLogin({ ssoSession: 'none', onDeviceCode: act, openBrowser: false })`,
}

for (const [place, call] of Object.entries(PLACES)) {
  test(`\`${place}\` that throws, rejects or returns any value`, async (t) => {
    const { env } = await demo(t)
    const { outcomes, after } = await counted(
      `const base = { profile: 'readonly', cache: false }
       const line = 'credential_process = /bin/false\\nregion = eu-west-1\\n'
       const program = { config: '[profile program]\\n' + line + '[profile other]\\n' + line }
       const outcomes = {}
       for (const [what, value] of Object.entries(VALUES)) {
         for (const [how, act] of Object.entries(ACTS(value))) outcomes[what + ' ' + how] = await outcome((async () => ${call})())
       }
       const after = await outcome(fromProfile(base)())
       const result = { outcomes, after }`,
      env,
    )
    for (const [what, code] of Object.entries(outcomes)) {
      assert.ok(!code.startsWith('RAW') && code !== 'internal', `${place}, ${what}: ${code}`)
    }
    assert.equal(after, 'ok', 'the engine keeps working')
    if (place === 'logger.warn' || place === 'cache.get' || place === 'cache.set') {
      // A host function may report that the operation was aborted.
      const others = Object.entries(outcomes).filter(([what]) => !what.startsWith('aborted '))
      assert.deepEqual([...new Set(others.map(([, code]) => code))], ['ok'], 'the credentials are returned')
    }
    // Zero is a valid time, but no session is valid then.
    if (place === 'now') assert.deepEqual([...new Set(Object.values(outcomes))].sort(), ['clock-skew', 'usage-invalid'])
  })
}

test('a clock, random bytes and MFA codes with invalid values', async (t) => {
  const { env } = await demo(t)
  const { codes } = await counted(
    `const base = { profile: 'readonly', cache: false }
     const code = (options) => outcome(fromProfile({ ...base, ...options })())
     const codes = {
       nan: await code({ host: { now: () => NaN } }),
       infinite: await code({ host: { now: () => Infinity } }),
       text: await code({ host: { now: () => '5' } }),
       date: await code({ host: { now: () => new Date() } }),
       far: await code({ host: { now: () => 8.64e15 } }),
       past: await code({ host: { now: () => -8.64e15 } }),
       short: await code({ host: { random: () => new Uint8Array(1) } }),
       long: await code({ host: { random: (size) => new Uint8Array(size + 1) } }),
       array: await code({ host: { random: (size) => Array(size).fill(1) } }),
       later: await code({ host: { now: (() => { let calls = 0; return () => (calls++ ? NaN : Date.now()) })() } }),
       number: await code({ profile: 'hub', mfaCodeProvider: () => 123456 }),
     }
     const result = { codes }`,
    env,
  )
  for (const what of ['nan', 'infinite', 'text', 'date']) assert.equal(codes[what], 'usage-invalid', what)
  assert.equal(codes.number, 'mfa-required')
  for (const [what, code] of Object.entries(codes)) assert.ok(!/RAW|internal/.test(String(code)), `${what}: ${code}`)
})

/** Functions that never settle, all with the same signal. */
const AT_ONCE = ['now', 'random', 'logger.warn', 'status', 'writeFile', 'onDeviceCode']
const ENDLESS = Object.entries(PLACES).filter(([place]) => !AT_ONCE.includes(place))

test("a function that never settles ends with the caller's abort", async (t) => {
  const { env } = await demo(t)
  const { outcomes } = await counted(
    `const never = () => new Promise(() => {})
     const line = 'credential_process = /bin/false\\nregion = eu-west-1\\n'
     const program = { config: '[profile program]\\n' + line + '[profile other]\\n' + line }
     const outcomes = {}
     const runs = []
     const keepAlive = setTimeout(() => { console.error('still waiting', Object.keys(outcomes)); process.exit(1) }, 20_000)
     for (const [place, make] of Object.entries({ ${ENDLESS.map(([place, call]) => `'${place}': (act, signal, base) => ${withSignal(call)}`).join(',\n')} })) {
       const controller = new AbortController()
       let called = () => {}
       const isCalled = new Promise((resolve) => { called = resolve })
       const act = () => { called(); return never() }
       const run = outcome((async () => make(act, controller.signal, { profile: 'readonly', cache: false }))())
       runs.push(Promise.race([isCalled, run]).then(() => { controller.abort(new Error('enough')); return run }).then((code) => { outcomes[place] = code }))
     }
     await Promise.all(runs)
     clearTimeout(keepAlive)
     const result = { outcomes }
     // A function that never settles may have timers of its own.
     setTimeout(() => process.exit(0), 100)`,
    env,
  )
  for (const [place] of ENDLESS) {
    // The credentials exist by then.
    const late = ['release', 'cache.set', 'saveWrite'].includes(place)
    assert.ok(outcomes[place] === 'aborted' || (late && outcomes[place] === 'ok'), `${place}: ${outcomes[place]}`)
  }
})

/** The call with a signal among its options. @param {string} call */
function withSignal(call) {
  return call
    .replace(
      /\{ (?=\.\.\.base|cache: false, mfa|config: program, trust|ssoSession|host: \{ (prompt|readFile: act \} \}\)))/,
      '{ signal, ',
    )
    .replace('fromProfile(base)', 'fromProfile({ ...base, signal })')
    .replace('config.save()', 'config.save({ signal })')
    .replace('(act)', '(act, { signal })')
}

test('a lock whose release fails or takes too long does not cost the credentials', async (t) => {
  const { env } = await demo(t)
  const { codes } = await counted(
    `const base = { profile: 'readonly', cache: false }
     const code = (lock) => outcome(fromProfile({ ...base, cache: new Map(), host: { lock } })())
     const codes = [
       await code(() => () => { throw undefined }),
       await code(() => async () => { throw null }),
       await code(async () => () => Promise.reject(new Error('gone'))),
       await code(() => () => new Promise(() => {})),
       await code(() => 'no function'),
     ]
     const result = { codes }`,
    env,
  )
  assert.deepEqual(codes.slice(0, 4), Array(4).fill('ok'))
  assert.ok(!/RAW|internal/.test(codes[4]), codes[4])
})

test('errors have the thrown value as their cause, and quote nothing of it', async (t) => {
  const { env } = await demo(t)
  const { seen } = await counted(
    `const seen = []
     for (const thrown of [new Error('secret words'), 'secret words', { message: 'secret words' }]) {
       const error = await fromProfile({ profile: 'hub', cache: false, mfaCodeProvider: () => { throw thrown } })().catch((error) => error)
       seen.push([error.code, error.cause === thrown, JSON.stringify(error).includes('secret words')])
     }
     const result = { seen }`,
    env,
  )
  assert.deepEqual(seen, Array(3).fill(['mfa-required', true, false]))
})

test("a provider's credentials are requested once and used", async (t) => {
  const { sts } = await demo(t)
  const { arn } = await counted(
    `const { arn } = await getCallerIdentity(async () => (${JSON.stringify(DEMO_KEY)}), { endpoint: '${sts.url}', region: 'eu-central-1' })
     const result = { arn }`,
    {},
  )
  assert.match(arn, new RegExp(DEMO_MFA.serial.split(':')[4] ?? ''))
})
