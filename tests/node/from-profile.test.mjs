// @ts-check
/** fromProfile against an STS on loopback: role chains, the cache, concurrent calls, errors. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { fromIni, fromProfile, getCallerIdentity, promptForMfaCode, SharedConfig } from 'rolehop'
import { DEMO_KEY, DEMO_MFA, demo, eventually, read } from './support.mjs'

/** Answers MFA prompts with the device's code, and counts them. */
function device(/** @type {string} */ code = DEMO_MFA.code) {
  const asked = /** @type {string[]} */ ([])
  const mfaCodeProvider = async (/** @type {string} */ serial) => {
    asked.push(serial)
    return code
  }
  return { asked, mfaCodeProvider }
}

/** Does not wait between attempts. */
const impatient = { sleep: async () => {} }

test('a chain with MFA: one code, one call for each role, then the cache', async (t) => {
  const { env, sts, actions, aws } = await demo(t)
  const { asked, mfaCodeProvider } = device()
  const provider = fromProfile({ profile: 'deploy', env, mfaCodeProvider })
  assert.equal(sts.requests.length, 0, 'nothing happens before the first call')
  const credentials = await provider()
  assert.match(credentials.accessKeyId, /^ASIA/)
  assert.equal(credentials.accountId, '444455556666')
  assert.ok((credentials.expiration?.getTime() ?? 0) > Date.now() + 3_000_000)
  assert.deepEqual(actions(), ['AssumeRole', 'AssumeRole'])
  assert.deepEqual(asked, [DEMO_MFA.serial])
  const again = await fromProfile({ profile: 'deploy', env })()
  assert.deepEqual({ ...again }, { ...credentials }, 'another provider takes it from the cache')
  assert.equal(await provider(), credentials, 'the same provider keeps it')
  assert.equal(sts.requests.length, 2)
  assert.equal((await getCallerIdentity(again)).arn.split('/')[1], 'Deploy')
  const cache = join(aws, 'rolehop/cache')
  assert.equal((statSync(cache).mode & 0o777).toString(8), '700')
  const entries = readdirSync(cache)
  assert.equal(entries.length, 2)
  for (const entry of entries) {
    assert.match(entry, /^[0-9a-f]{40}\.json$/)
    assert.equal((statSync(join(cache, entry)).mode & 0o777).toString(8), '600')
  }
  assert.deepEqual(readdirSync(join(aws, 'rolehop/locks')), [], 'every lock is released')
  assert.deepEqual(readdirSync(aws).sort(), ['config', 'credentials', 'rolehop'], "nothing in the AWS CLI's cache")
})

test("an AWS SDK client accepts the provider, also under the SDK's option name", async (t) => {
  const { env, sts, actions } = await demo(t)
  const { mfaCodeProvider } = device()
  const client = new STSClient({
    endpoint: sts.url,
    region: 'eu-central-1',
    credentials: fromIni({ profile: 'deploy', env, mfaCodeProvider }),
  })
  t.after(() => client.destroy())
  const answers = await Promise.all([1, 2, 3].map(() => client.send(new GetCallerIdentityCommand({}))))
  for (const { Arn } of answers) assert.match(Arn ?? '', /^arn:aws:sts::444455556666:assumed-role\/Deploy\//)
  assert.deepEqual(actions().sort(), ['AssumeRole', 'AssumeRole', ...Array(3).fill('GetCallerIdentity')])
})

test("the client's region is the default where no other region is set", async (t) => {
  const { env, sts, config } = await demo(t)
  writeFileSync(config, read(config).replaceAll(/^region.*\n/gm, ''))
  const callerClientConfig = { region: async () => 'ap-south-1' }
  await fromProfile({ profile: 'readonly', env })({ callerClientConfig })
  assert.equal(sts.requests[0]?.region, 'ap-south-1')
  await fromProfile({ profile: 'readonly', env, cache: false, clientConfig: { region: 'eu-west-3' } })({
    callerClientConfig,
  })
  assert.equal(sts.requests[1]?.region, 'eu-west-3')
  const throws = { region: async () => Promise.reject(new Error('Region is missing')) }
  await fromProfile({ profile: 'readonly', env: { ...env, AWS_REGION: 'eu-west-2' }, cache: false })({
    callerClientConfig: throws,
  })
  assert.equal(sts.requests[2]?.region, 'eu-west-2')
})

test("the client's profile is the default if the provider has none", async (t) => {
  const { env, sts } = await demo(t)
  const provider = fromProfile({ env })
  await provider({ callerClientConfig: { profile: 'readonly' } })
  assert.match(sts.requests[0]?.params.RoleArn ?? '', /ReadOnly$/)
  assert.equal((await provider({ callerClientConfig: { profile: 'base' } })).accessKeyId, DEMO_KEY.accessKeyId)
})

test('concurrent calls of one provider and of several share one run', async (t) => {
  const { env, actions } = await demo(t)
  const { asked, mfaCodeProvider } = device()
  const one = fromProfile({ profile: 'hub', env, mfaCodeProvider })
  const other = fromProfile({ profile: 'hub', env, mfaCodeProvider })
  const all = await Promise.all([one(), one(), other(), one(), other()])
  assert.equal(new Set(all.map(({ accessKeyId }) => accessKeyId)).size, 1)
  assert.deepEqual(actions(), ['AssumeRole'])
  assert.equal(asked.length, 1)
})

test('`forceRefresh` gets new credentials; concurrent calls may still use the old ones', async (t) => {
  const { env, actions } = await demo(t)
  const provider = fromProfile({ profile: 'readonly', env })
  const first = await provider()
  const [forced, usual] = await Promise.all([provider({ forceRefresh: true }), provider()])
  assert.notEqual(forced.accessKeyId, first.accessKeyId)
  assert.equal(usual, first)
  assert.equal(await provider(), forced)
  assert.deepEqual(actions(), ['AssumeRole', 'AssumeRole'])
})

test('credentials are refreshed before they expire, but not at every request of a short session', async (t) => {
  let ahead = 0
  const now = () => Date.now() + ahead
  const { env, actions, config } = await demo(t, { now })
  writeFileSync(config, read(config).replace(/(\[profile readonly\]\n)/, '$1duration_seconds = 900\n'))
  const provider = fromProfile({ profile: 'readonly', env, host: { now } })
  const first = await provider()
  ahead = 400_000
  assert.equal(await provider(), first, 'with half of its lifetime left')
  ahead = 580_000
  assert.notEqual(await provider(), first, 'before the SDK would ask at every request')
  assert.deepEqual(actions(), ['AssumeRole', 'AssumeRole'])
})

test('valid credentials are used while new ones cannot be fetched', async (t) => {
  const { env, sts } = await demo(t)
  let ahead = 0
  const warnings = /** @type {string[]} */ ([])
  const host = { ...impatient, now: () => Date.now() + ahead }
  const logger = { warn: (/** @type {string} */ message) => void warnings.push(message) }
  const provider = fromProfile({ profile: 'readonly', env, host, logger })
  const first = await provider()
  ahead = 3_000_000
  sts.faults.push({ error: 'InternalFailure', times: 10 })
  assert.equal(await provider(), first)
  assert.equal(warnings.length, 1)
  ahead = 3_700_000
  await assert.rejects(provider(), { name: 'RolehopError', retryable: true })
})

test('a custom cache, the memory of the provider, and no cache', async (t) => {
  const { env, actions, aws } = await demo(t)
  const store = new Map()
  await fromProfile({ profile: 'readonly', env, cache: store })()
  await fromProfile({ profile: 'readonly', env, cache: store })()
  assert.equal(actions().length, 1)
  assert.equal(store.size, 1)
  const provider = fromProfile({ profile: 'readonly', env, cache: 'memory' })
  await provider()
  await provider()
  assert.equal(actions().length, 2)
  await fromProfile({ profile: 'readonly', env, cache: false })()
  await fromProfile({ profile: 'readonly', env, cache: false })()
  assert.equal(actions().length, 4)
  assert.deepEqual(
    readdirSync(aws)
      .filter((name) => name !== 'rolehop')
      .sort(),
    ['config', 'credentials'],
  )
})

test('a session that no other process can read is not locked against other processes', async (t) => {
  const { env, aws } = await demo(t)
  for (const cache of /** @type {const} */ (['memory', false])) await fromProfile({ profile: 'readonly', env, cache })()
  assert.deepEqual(readdirSync(aws).sort(), ['config', 'credentials'])
})

test('providers return the same object for equal credentials only', async () => {
  const withSecret = (/** @type {string} */ secret) => {
    const credentials = `[me]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = ${secret}\n`
    return fromProfile({ profile: 'me', config: { credentials } })()
  }
  const first = await withSecret('one')
  assert.equal(await withSecret('one'), first)
  assert.equal((await withSecret('another')).secretAccessKey, 'another')
})

test('an unreadable cache entry is a miss, and is replaced', async (t) => {
  const { env, sts, aws } = await demo(t)
  await fromProfile({ profile: 'readonly', env })()
  const cache = join(aws, 'rolehop/cache')
  const path = join(cache, readdirSync(cache)[0] ?? '')
  const good = read(path)
  const bad = ['', '{', good.slice(0, -1), `${good}"}`, '[]', '{}', 'null', '1', '\ufeff', '['.repeat(60_000)]
  for (const [at, text] of bad.entries()) {
    writeFileSync(path, text)
    await fromProfile({ profile: 'readonly', env })()
    assert.equal(sts.requests.length, at + 2, `a call for ${text.slice(0, 20)}`)
    assert.ok(JSON.parse(read(path)).Credentials.AccessKeyId)
  }
  await fromProfile({ profile: 'readonly', env })()
  assert.equal(sts.requests.length, bad.length + 1)
})

test('a read-only cache causes a warning, and the credentials are returned', async (t) => {
  const { env, aws } = await demo(t)
  writeFileSync(join(aws, 'rolehop'), 'a file where a folder should be')
  const codes = /** @type {(string | undefined)[]} */ ([])
  const logger = {
    warn: (/** @type {string} */ _, /** @type {{ code: string }=} */ found) => void codes.push(found?.code),
  }
  const credentials = await fromProfile({ profile: 'readonly', env, logger })()
  assert.match(credentials.accessKeyId, /^ASIA/)
  assert.ok(codes.includes('cache-not-saved'), String(codes))
})

test('MFA: no prompt, a rejected code, a malformed code, a canceled prompt', async (t) => {
  const { env, actions } = await demo(t)
  const refused = (/** @type {string} */ code) =>
    fromProfile({ profile: 'hub', env, mfaCodeProvider: device(code).mfaCodeProvider })()
  await assert.rejects(fromProfile({ profile: 'hub', env })(), { code: 'mfa-required', exitCode: 253 })
  await assert.rejects(refused('12345'), { code: 'mfa-rejected' })
  await assert.rejects(refused(''), { code: 'mfa-rejected' })
  assert.deepEqual(actions(), [], 'a malformed code is not sent')
  await assert.rejects(refused('654321'), { code: 'mfa-rejected', exitCode: 254 })
  assert.deepEqual(actions(), ['AssumeRole'], 'a rejected code is sent once')
  const given = new Error('dialog closed')
  const closing = async () => Promise.reject(given)
  await assert.rejects(fromProfile({ profile: 'hub', env, mfaCodeProvider: closing })(), (error) => {
    assert.ok(error instanceof Error && error.cause === given, 'the cause is the thrown value')
    return true
  })
})

test('`promptForMfaCode` prompts; a canceled prompt is `aborted`, and a missing prompt is reported', async (t) => {
  const { env, actions } = await demo(t)
  const provider = (/** @type {() => Promise<string>} */ prompt) =>
    fromProfile({ profile: 'hub', env, mfaCodeProvider: (serial) => promptForMfaCode(serial, { host: { prompt } }) })()
  const failing = (/** @type {string} */ hostError) => provider(() => Promise.reject({ hostError }))
  await assert.rejects(failing('aborted'), { code: 'aborted', exitCode: 130 })
  await assert.rejects(failing('unsupported'), { code: 'mfa-required', exitCode: 253 })
  assert.deepEqual(actions(), [])
  assert.match((await provider(async () => DEMO_MFA.code)).accessKeyId, /^ASIA/)
})

test('a call with an MFA code is not retried once it may have been sent', async (t) => {
  const { env, sts, actions } = await demo(t)
  sts.faults.push({ reset: true, after: true })
  const { asked, mfaCodeProvider } = device()
  await assert.rejects(fromProfile({ profile: 'hub', env, mfaCodeProvider, host: impatient })(), {
    code: 'mfa-outcome-unknown',
  })
  assert.deepEqual(actions(), ['AssumeRole'])
  assert.equal(asked.length, 1)
})

test('throttled and reset requests are retried, three attempts in total', async (t) => {
  const { env, sts, actions } = await demo(t)
  sts.faults.push({ error: 'Throttling' }, { reset: true })
  await fromProfile({ profile: 'readonly', env, host: impatient })()
  assert.equal(actions().length, 3)
  sts.faults.push({ error: 'Throttling', times: 3 })
  await assert.rejects(fromProfile({ profile: 'readonly', env, cache: false, host: impatient })(), {
    code: 'sts-throttled',
    retryable: true,
    exitCode: 254,
  })
  assert.equal(actions().length, 6)
})

test('a rejection names the hop, the caller and the fix, and contains no secret', async (t) => {
  const { env } = await demo(t)
  const error = await fromProfile({ profile: 'locked', env })().catch((thrown) => thrown)
  assert.equal(error.name, 'RolehopError')
  assert.equal(error.code, 'sts-access-denied')
  assert.equal(error.profile, 'locked')
  assert.equal(error.hop, 0)
  assert.equal(error.tryNextLink, false)
  assert.equal(error.exitCode, 254)
  assert.ok(error.help)
  const { inspect } = await import('node:util')
  const shown = inspect(error, { depth: null, showHidden: true }) + JSON.stringify(error) + error.stack
  assert.ok(!shown.includes(DEMO_KEY.secretAccessKey))
  const data = JSON.parse(JSON.stringify(error))
  assert.equal(data.message, error.message)
  const accessDenied = {
    kind: 'unknown',
    principal: 'arn:aws:iam::111122223333:user/alice',
    action: 'sts:AssumeRole',
    resource: 'arn:aws:iam::444455556666:role/Locked',
  }
  assert.deepEqual(error.accessDenied, accessDenied)
  assert.deepEqual(data.accessDenied, accessDenied)
  assert.deepEqual(data.diagnostics[0].accessDenied, accessDenied)
})

test('an abort ends a wait for STS and for a prompt', async (t) => {
  const { env, sts } = await demo(t)
  sts.faults.push({ hang: true })
  const controller = new AbortController()
  const waiting = fromProfile({ profile: 'readonly', env, signal: controller.signal })()
  const reason = new Error('enough')
  const rejected = assert.rejects(waiting, (error) => {
    assert.ok(error instanceof Error && 'code' in error)
    assert.deepEqual([error.code, error.cause], ['aborted', reason])
    return true
  })
  await eventually(() => sts.requests.length === 1)
  controller.abort(reason)
  await rejected
  const asking = new AbortController()
  const never = () => {
    setImmediate(() => asking.abort())
    return new Promise(() => {})
  }
  const asked = fromProfile({
    profile: 'hub',
    env,
    signal: asking.signal,
    mfaCodeProvider: /** @type {() => Promise<never>} */ (never),
  })()
  await assert.rejects(asked, { code: 'aborted', exitCode: 130 })
  await fromProfile({ profile: 'hub', env, mfaCodeProvider: device().mfaCodeProvider })()
})

test('pasted text cannot set an endpoint or a program, unless it is trusted', async (t) => {
  const { env, sts, config, credentials } = await demo(t)
  const text = { config: read(config), credentials: read(credentials) }
  await assert.rejects(fromProfile({ profile: 'readonly', env, config: text })(), { code: 'not-supported-here' })
  await assert.rejects(fromProfile({ profile: 'readonly', env, config: text, trust: 'untrusted' })(), {
    code: 'untrusted',
  })
  assert.equal(sts.requests.length, 0)
  const trusted = fromProfile({ profile: 'readonly', env, config: text, trust: 'trusted' })
  assert.match((await trusted()).accessKeyId, /^ASIA/)
})

test('providers of one config share its cache', async (t) => {
  const { env, sts, config, credentials } = await demo(t)
  const shared = SharedConfig.parse({ config: read(config), credentials: read(credentials) })
  const options = /** @type {const} */ ({ profile: 'readonly', env, config: shared, trust: 'trusted', cache: 'memory' })
  await fromProfile(options)()
  await fromProfile(options)()
  assert.equal(sts.requests.length, 1)
})

test('a custom `fetch` sends all requests', async (t) => {
  const { env, sts } = await demo(t)
  const urls = /** @type {string[]} */ ([])
  /** @type {typeof fetch} */
  const own = async (url, init) => {
    urls.push(String(url))
    assert.equal(init?.redirect, 'error')
    return fetch(url, init)
  }
  await fromProfile({ profile: 'readonly', env, fetch: own })()
  assert.deepEqual(urls, [`${sts.url}/`])
})

test('a custom host replaces the files and the clock', async (t) => {
  const { env, sts } = await demo(t)
  const files = new Map([
    [
      '/memory/.aws/config',
      '[profile a]\nrole_arn = arn:aws:iam::111122223333:role/team/ReadOnly\nsource_profile = b\nregion = eu-west-1\n',
    ],
    [
      '/memory/.aws/credentials',
      `[b]\naws_access_key_id = ${DEMO_KEY.accessKeyId}\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}\n`,
    ],
  ])
  const host = {
    readFile: (/** @type {string} */ path) => {
      const text = files.get(path)
      return text === undefined ? undefined : new TextEncoder().encode(text)
    },
    writeFile: (/** @type {string} */ path, /** @type {Uint8Array} */ bytes) => {
      files.set(path, new TextDecoder().decode(bytes))
      return true
    },
    lock: async () => () => {},
  }
  const memory = { ...env, HOME: '/memory' }
  await fromProfile({ profile: 'a', env: memory, host })()
  await fromProfile({ profile: 'a', env: memory, host })()
  assert.equal(sts.requests.length, 1)
  assert.equal([...files.keys()].filter((path) => path.startsWith('/memory/.aws/rolehop/cache/')).length, 1)
})

test('an option without meaning is reported', async (t) => {
  const { env } = await demo(t)
  assert.throws(() => fromProfile({ env, minRemainingSeconds: Number.NaN }), { code: 'usage-invalid' })
  await assert.rejects(fromProfile({ env, cache: 'aws-cli', trust: 'untrusted' })(), { code: 'usage-invalid' })
})

test('without a custom endpoint, sessions go into the cache that the AWS CLI reads', async (t) => {
  const { sts, env, aws } = await demo(t)
  const { AWS_ENDPOINT_URL_STS: _, ...plain } = env
  /** Sends requests for AWS to loopback; `fetch` itself cannot set another `host` header. */
  const redirected = async (/** @type {unknown} */ url, /** @type {RequestInit=} */ init) => {
    assert.equal(String(url), 'https://sts.eu-central-1.amazonaws.com/')
    const headers = { .../** @type {Record<string, string>} */ (init?.headers), host: 'sts.eu-central-1.amazonaws.com' }
    const request = httpRequest(sts.url, { method: 'POST', headers })
    request.end(init?.body)
    const [answer] = await once(request, 'response')
    return new Response(Buffer.concat(await answer.toArray()), { status: answer.statusCode })
  }
  mkdirSync(join(aws, 'cli'))
  await fromProfile({ profile: 'readonly', env: plain, fetch: /** @type {typeof fetch} */ (redirected) })()
  const plan = (await SharedConfig.load({ env: plain })).plan('readonly')
  const entry = JSON.parse(read(join(aws, 'cli/cache', `${plan.hops[0]?.cacheKey}.json`)))
  assert.deepEqual(Object.keys(entry.Credentials).slice(0, 4), [
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
  ])
  assert.match(entry.Credentials.Expiration, /\+00:00$/)
})
