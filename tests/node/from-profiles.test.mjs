// @ts-check
/** Many profiles at once: shared steps run once, and each profile has its own result. */
import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromProfiles, isRolehopError, SharedConfig } from 'rolehop'
import { startSts } from '../../tools/sts/server.mjs'
import { DEMO_KEY, DEMO_MFA, demoWorld, homeWith, inProcess } from './support.mjs'

const ALICE = 'arn:aws:iam::111122223333:user/alice'
const HUB = 'arn:aws:iam::111122223333:role/Hub'
const leafArn = (/** @type {number} */ at) => `arn:aws:iam::444455556666:role/Leaf${at}`

/**
 * A hub role that needs an MFA code, and leaf roles that use it as their source.
 * @param {import('node:test').TestContext} t
 * @param {number} count
 * @param {{ leaf?: string, base?: string, mfaForLeaves?: boolean, codes?: string[] }} [options] further settings
 */
async function tree(t, count, { leaf = '', base, mfaForLeaves = false, codes = [DEMO_MFA.code] } = {}) {
  const world = demoWorld({ codes })
  const principals = mfaForLeaves ? [ALICE] : [HUB]
  const leaves = Array.from({ length: count }, (_, at) => at)
  const roles = leaves.map((at) => ({ arn: leafArn(at), trust: [{ principals, mfa: mfaForLeaves }] }))
  const sts = await startSts({ world: { ...world, roles: [...(world.roles ?? []), ...roles] } })
  t.after(() => sts.close())
  const source = mfaForLeaves ? `source_profile = base\nmfa_serial = ${DEMO_MFA.serial}` : 'source_profile = hub'
  const sections = leaves.map(
    (at) => `[profile leaf${at}]\nregion = eu-central-1\nrole_arn = ${leafArn(at)}\n${source}\n${leaf}`,
  )
  const keys = `aws_access_key_id = ${DEMO_KEY.accessKeyId}\naws_secret_access_key = ${DEMO_KEY.secretAccessKey}`
  const config = `[profile base]\n${base ?? keys}
[profile hub]\nregion = eu-central-1\nrole_arn = ${HUB}\nsource_profile = base\nmfa_serial = ${DEMO_MFA.serial}
${sections.join('\n')}`
  const made = homeWith(t, { config })
  const names = leaves.map((at) => `leaf${at}`)
  const calls = () => sts.requests.map(({ action, params }) => `${action} ${params['RoleArn'] ?? ''}`.trim())
  return { ...made, sts, names, calls, env: { ...made.env, AWS_ENDPOINT_URL_STS: sts.url } }
}

/** Returns the next code at each prompt, and counts prompts. */
function asking(/** @type {string[]} */ codes = [DEMO_MFA.code]) {
  const asked = { times: 0, mfaCodeProvider: async () => codes[Math.min(asked.times++, codes.length - 1)] ?? '' }
  return asked
}

const all = (/** @type {number} */ count, /** @type {string} */ hub) =>
  [hub, ...Array.from({ length: count }, (_, at) => `AssumeRole ${leafArn(at)}`)].sort()

for (const cache of /** @type {const} */ (['aws-cli', 'memory', false])) {
  test(`200 profiles over one hub, cache ${cache}: one prompt, one call for the hub, 200 for the leaves`, async (t) => {
    const codes = ['111111', '222222']
    const { env, names, calls } = await tree(t, 200, { codes })
    const asked = asking(codes)
    const results = await fromProfiles(names, { env, cache, mfaCodeProvider: asked.mfaCodeProvider })
    assert.deepEqual(
      results.map(({ profile, error }) => [profile, error?.message]),
      names.map((name) => [name, undefined]),
    )
    assert.equal(new Set(results.map(({ credentials }) => credentials?.accessKeyId)).size, 200)
    assert.equal(asked.times, 1)
    assert.deepEqual(calls().sort(), all(200, `AssumeRole ${HUB}`))
    const again = await fromProfiles(names, { env, cache, mfaCodeProvider: asked.mfaCodeProvider })
    assert.ok(again.every(({ credentials }) => credentials))
    // Without a cache, shared sessions last as long as the call; so does memory that nothing refers to.
    const isKept = cache === 'aws-cli'
    assert.deepEqual([asked.times, calls().length], isKept ? [1, 201] : [2, 402])
  })
}

test('with a read-only cache one call prompts once, and the next call prompts again', async (t) => {
  const { env, names, aws, calls } = await tree(t, 20)
  mkdirSync(join(aws, 'rolehop'))
  appendFileSync(join(aws, 'rolehop', 'cache'), 'no folder')
  const asked = asking()
  const results = await fromProfiles(names, { env, mfaCodeProvider: asked.mfaCodeProvider })
  assert.ok(results.every(({ credentials }) => credentials))
  assert.deepEqual([asked.times, calls().length], [1, 21])
})

test('several concurrent processes prompt once too', async (t) => {
  const { env, names, calls, home } = await tree(t, 20)
  const source = `
    import { appendFileSync } from 'node:fs'
    import { fromProfiles } from 'rolehop'
    const mfaCodeProvider = async () => (appendFileSync(process.env.HOME + '/asked', 'x'), '${DEMO_MFA.code}')
    const results = await fromProfiles(${JSON.stringify(names)}, { mfaCodeProvider })
    console.log(results.map(({ credentials }) => credentials.accessKeyId).join())`
  const runs = await Promise.all([1, 2, 3].map(() => inProcess(source, env)))
  assert.deepEqual(new Set(runs.map(({ status, stderr }) => `${status}${stderr}`)), new Set(['0']))
  assert.equal(new Set(runs.map(({ stdout }) => stdout)).size, 1)
  assert.deepEqual([readFileSync(join(home, 'asked'), 'utf8'), calls().length], ['x', 21])
})

test('each profile has its own error, in the order of the names; equal names have equal results', async (t) => {
  const { env, sts } = await tree(t, 2)
  sts.faults.push({ error: 'AccessDenied', action: 'AssumeRole', times: 1 })
  const names = ['leaf1', 'nobody', 'base', 'leaf1']
  const results = await fromProfiles(names, { env, concurrency: 1, mfaCodeProvider: asking().mfaCodeProvider })
  assert.deepEqual(
    results.map(({ profile, credentials, error }) => [profile, credentials ? 'credentials' : error?.code]),
    [
      ['leaf1', 'sts-access-denied'],
      ['nobody', 'profile-not-found'],
      ['base', 'credentials'],
      ['leaf1', 'sts-access-denied'],
    ],
  )
  assert.equal(results[0], results[3])
  assert.ok(isRolehopError(results[0]?.error, 'sts-access-denied'))
})

test('a shared role that fails is called once, and the user is prompted once', async (t) => {
  const { env, names, calls } = await tree(t, 30)
  const asked = asking(['000000'])
  const results = await fromProfiles(names, { env, mfaCodeProvider: asked.mfaCodeProvider })
  assert.deepEqual([asked.times, calls()], [1, [`AssumeRole ${HUB}`]])
  for (const { error } of results) assert.deepEqual([error?.code, error?.profile], ['mfa-rejected', 'hub'])
})

for (const cache of /** @type {const} */ (['aws-cli', 'memory', false])) {
  test(`a shared role that is denied is called once, cache ${cache}`, async (t) => {
    const { env, names, calls, sts, config } = await tree(t, 30)
    writeFileSync(config, readFileSync(config, 'utf8').replace(/^mfa_serial.*$/gm, ''))
    sts.faults.push({ error: 'AccessDenied', action: 'AssumeRole', times: 100 })
    const results = await fromProfiles(names, { env, cache })
    assert.deepEqual(calls(), [`AssumeRole ${HUB}`])
    assert.deepEqual(new Set(results.map(({ error }) => error)), new Set([results[0]?.error]))
    assert.equal(results[0]?.error?.code, 'sts-access-denied')
    assert.equal(results[0]?.error?.hop, 0)
  })
}

test('roles after a role that need a code of the same device end', { timeout: 30_000 }, async (t) => {
  const codes = ['111111', '222222', '333333']
  const { env, names } = await tree(t, 2, { leaf: `mfa_serial = ${DEMO_MFA.serial}\n`, codes })
  const results = await fromProfiles(names, { env, cache: 'memory', mfaCodeProvider: asking(codes).mfaCodeProvider })
  assert.equal(results.length, 2)
})

test('a cached session is used, whatever has failed before', async (t) => {
  const { env, aws } = await tree(t, 2)
  const options = { env, concurrency: 1, mfaCodeProvider: asking(['000000']).mfaCodeProvider }
  const [first] = await fromProfiles(['leaf0'], { ...options, mfaCodeProvider: asking().mfaCodeProvider })
  assert.ok(first?.credentials)
  const sessions = join(aws, 'rolehop', 'cache')
  for (const name of readdirSync(sessions))
    if (readFileSync(join(sessions, name), 'utf8').includes('assumed-role/Hub/')) rmSync(join(sessions, name))
  for (const names of [
    ['hub', 'leaf0', 'leaf1'],
    ['leaf1', 'leaf0', 'hub'],
  ]) {
    const results = await fromProfiles(names, options)
    const found = new Map(results.map(({ profile, error }) => [profile, error?.code]))
    assert.deepEqual(
      [found.get('hub'), found.get('leaf0'), found.get('leaf1')],
      ['mfa-rejected', undefined, 'mfa-rejected'],
    )
  }
})

test('after a canceled prompt, the next role fails at once, too', async (t) => {
  const { env, names, sts } = await tree(t, 2, { mfaForLeaves: true })
  const sleep = () => assert.fail('waited')
  const results = await fromProfiles(names, { env, host: { sleep }, cache: false, mfaCodeProvider: async () => '' })
  for (const { profile, error } of results) {
    assert.deepEqual([error?.code, error?.profile], ['mfa-rejected', profile])
    assert.match(String(error?.message), /six digits/)
  }
  assert.deepEqual(sts.requests, [])
})

test('a shared `credential_process` runs once', async (t) => {
  const keys = JSON.stringify({
    Version: 1,
    AccessKeyId: DEMO_KEY.accessKeyId,
    SecretAccessKey: DEMO_KEY.secretAccessKey,
  })
  const source = `require("fs").appendFileSync(process.env.HOME + "/ran", "x"); console.log(${JSON.stringify(keys)})`
  const base = `credential_process = "${process.execPath}" -e '${source}'`
  const { env, names, home } = await tree(t, 12, { base, mfaForLeaves: false })
  const results = await fromProfiles([...names, 'base', 'hub'], {
    env,
    cache: false,
    mfaCodeProvider: asking().mfaCodeProvider,
  })
  assert.ok(results.every(({ credentials }) => credentials))
  assert.equal(readFileSync(join(home, 'ran'), 'utf8'), 'x')
})

test('`concurrency` limits the calls in progress', async (t) => {
  const codes = ['111111', '222222']
  const { env, names } = await tree(t, 12, { codes })
  const asked = asking(codes)
  for (const concurrency of [1, 3]) {
    let now = 0
    let most = 0
    /** @type {(() => void)[]} */
    const waiting = []
    /** Holds calls for leaves until as many as allowed are in progress. @type {typeof fetch} */
    const counting = async (url, init) => {
      most = Math.max(most, ++now)
      if (String(init?.body).includes('Leaf')) {
        const turn = new Promise((resolve) => waiting.push(() => resolve(undefined)))
        if (waiting.length === concurrency) for (const go of waiting.splice(0)) go()
        await turn
      }
      return fetch(url, init).finally(() => now--)
    }
    const options = { env, cache: /** @type {const} */ (false), fetch: counting, concurrency }
    const results = await fromProfiles(names, { ...options, mfaCodeProvider: asked.mfaCodeProvider })
    assert.ok(results.every(({ credentials }) => credentials))
    assert.equal(most, concurrency)
  }
  for (const concurrency of [0, -1, 1.5, Number.NaN]) {
    await assert.rejects(fromProfiles(names, { env, concurrency }), { code: 'usage-invalid' })
  }
  await assert.rejects(fromProfiles(/** @type {any} */ ('leaf0'), { env }), { code: 'usage-invalid' })
  await assert.rejects(fromProfiles([''], { env }), { code: 'usage-invalid' })
  assert.deepEqual(await fromProfiles([], { env }), [])
})

test('roles that each need a code: no code is sent twice, and the next one is awaited', async (t) => {
  const { env, names, sts } = await tree(t, 3, { mfaForLeaves: true, codes: ['111111', '222222', '333333'] })
  const codes = ['111111', '111111', '222222', '222222', '333333']
  const asked = asking(codes)
  /** @type {number[]} */
  const waits = []
  const host = { sleep: async (/** @type {number} */ ms) => void waits.push(ms) }
  /** @type {string[]} */
  const said = []
  const logger = { warn: (/** @type {string} */ text) => void said.push(text) }
  const options = { env, cache: /** @type {const} */ (false), host, logger }
  const results = await fromProfiles(names, { ...options, mfaCodeProvider: asked.mfaCodeProvider })
  assert.deepEqual(
    results.map(({ error }) => error?.message),
    [undefined, undefined, undefined],
  )
  assert.deepEqual(
    sts.requests.map((request) => request.secret('TokenCode')),
    ['111111', '222222', '333333'],
  )
  assert.equal(waits.length, 2)
  assert.ok(waits.every((ms) => ms > 0 && ms <= 30_000))
  assert.ok(said.length === 2 && !said.join().includes('111111'))
})

test('with a single code the second role fails, and the code is not sent again', async (t) => {
  const { env, names, sts } = await tree(t, 2, { mfaForLeaves: true })
  const host = { sleep: async () => {} }
  const results = await fromProfiles(names, {
    env,
    host,
    cache: false,
    concurrency: 1,
    mfaCodeProvider: asking().mfaCodeProvider,
  })
  assert.equal(results[0]?.error, undefined)
  assert.equal(results[1]?.error?.code, 'mfa-rejected')
  assert.equal(sts.requests.length, 1)
})

test('an abort rejects the call', async (t) => {
  const { env, names } = await tree(t, 3)
  const controller = new AbortController()
  const mfaCodeProvider = async () => {
    controller.abort()
    return DEMO_MFA.code
  }
  const signal = controller.signal
  await assert.rejects(fromProfiles(names, { env, signal, mfaCodeProvider }), { code: 'aborted' })
})

test('one config is used for all profiles, also as text', async (t) => {
  const { env, names, config, calls } = await tree(t, 3)
  const parsed = SharedConfig.parse({ config: readFileSync(config, 'utf8') })
  const results = await fromProfiles(names, {
    env,
    config: parsed,
    trust: 'trusted',
    cache: 'memory',
    mfaCodeProvider: asking().mfaCodeProvider,
  })
  assert.ok(results.every(({ credentials }) => credentials))
  assert.equal(calls().length, 4)
})
