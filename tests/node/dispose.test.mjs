// @ts-check
/** `dispose()`: no pasted or fetched secret is left in this package's memory. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { demoFiles } from '../../tools/sts/demo.mjs'
import { startSts } from '../../tools/sts/server.mjs'
import { memories } from './engine-memories.mjs'

const CANARY = 'CANARY/secret/that/must/not/stay/EXAMPLEKEY'

/** The entry for browsers: a separate copy of the package. */
const { dispose, fromProfile, isRolehopError, SharedConfig } = await import('../../dist/browser.js')

/** @type {Awaited<ReturnType<typeof startSts>>} */
let sts
before(async () => {
  sts = await startSts()
})
after(() => sts.close())

/** @param {string} text */
const inMemory = (text) => memories.some(({ buffer }) => Buffer.from(buffer).includes(text))

const files = () => {
  const { config, credentials } = demoFiles({ endpointUrl: sts.url })
  return {
    config,
    credentials: `${credentials}\n[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = ${CANARY}\n`,
  }
}

test('the engine’s memory is wiped, and configs are empty', () => {
  const config = SharedConfig.parse(files())
  assert.ok(config.profiles.includes('other'))
  assert.ok(inMemory(CANARY), 'the search finds the text')
  dispose()
  assert.ok(!inMemory(CANARY))
  assert.deepEqual(config.profiles, [])
  assert.equal(SharedConfig.parse(files()).get('other', 'aws_secret_access_key'), CANARY, 'it works again')
})

/** A config of files in memory, and the bytes that were read of them. */
async function loaded() {
  const encoder = new TextEncoder()
  /** @type {Record<string, string>} */
  const texts = { '/h/.aws/config': files().config, '/h/.aws/credentials': files().credentials }
  /** @type {Uint8Array[]} */
  const bytes = []
  const readFile = (/** @type {string} */ path) => {
    const read = encoder.encode(texts[path])
    bytes.push(read)
    return read
  }
  const writeFile = (/** @type {string} */ path, /** @type {Uint8Array} */ content) => {
    texts[path] = new TextDecoder().decode(content)
  }
  const lock = () => () => {}
  return { config: await SharedConfig.load({ env: { HOME: '/h' }, host: { readFile, writeFile, lock } }), bytes }
}

test('the texts from before a save are wiped, with the plans that were made from them', async () => {
  const { config, bytes } = await loaded()
  const first = [...bytes]
  const plan = config.plan('other')
  config.set('other', 'aws_secret_access_key', 'another')
  const edited = config.plan('other')
  await config.save()
  assert.ok(first.length === 2 && first.every((read) => read.some((byte) => byte !== 0)), 'a plan has them')
  dispose()
  assert.ok(first.every((read) => read.every((byte) => byte === 0)))
  for (const old of [plan, edited]) assert.throws(() => String(old), { code: 'profile-not-found' })
})

test('a save that ends after `dispose()` keeps no text', async () => {
  const { config } = await loaded()
  config.set('other', 'region', 'eu-west-1')
  const saved = config.save()
  dispose()
  await saved
  assert.deepEqual(config.profiles, [])
})

test('providers and their shared memory forget their sessions', async () => {
  const init = /** @type {const} */ ({ profile: 'readonly', config: files(), trust: 'trusted' })
  const provider = fromProfile(init)
  const { sessionToken = '' } = await provider()
  const calls = sts.requests.length
  await provider()
  assert.equal(sts.requests.length, calls, 'kept')
  dispose()
  assert.ok(!inMemory(sessionToken.slice(0, 60)))
  await provider()
  assert.equal(sts.requests.length, calls + 1, 'a new request')
})

test('a run in progress ends, and its late result does not reach the next engine', async () => {
  const { promise: asked, resolve: ask } = later()
  const { promise: code, resolve: answer } = later()
  const init = /** @type {const} */ ({ profile: 'hub', config: files(), trust: 'trusted' })
  const mfaCodeProvider = () => {
    ask('')
    return code
  }
  const run = assert.rejects(
    fromProfile({ ...init, mfaCodeProvider })(),
    (error) => isRolehopError(error, 'aborted') && Reflect.get(Object(error), 'exitCode') === 130,
  )
  await asked
  dispose()
  await run
  const next = SharedConfig.parse({ config: '[default]\n' })
  assert.deepEqual(next.profiles, ['default'])
  answer('123456')
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(next.profiles, ['default'])
  assert.ok(!sts.requests.some(({ params }) => params.RoleArn?.endsWith('Hub')), 'the code is not sent')
})

/** A promise and what settles it. */
function later() {
  /** @type {(value: string) => void} */
  let resolve = () => {}
  /** @type {Promise<string>} */
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
