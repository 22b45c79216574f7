// @ts-check
/** The targets of the fuzzer: what is done with an input, and what must hold. */
import assert from 'node:assert/strict'
import * as rolehop from 'rolehop'
import { CORPUS } from './mutate.mjs'

const { fromProfile, formatCredentials, SharedConfig, secretRanges, switchRoleUrl } = rolehop

/** @typedef {import('./mutate.mjs').Mutator} Mutator */

/** The texts of both files. @param {import('rolehop').SharedConfig} config */
const texts = (config) => [config.text('config'), config.text('credentials')]

/** Mutated files. @param {Mutator} mutator */
const parsed = (mutator) =>
  SharedConfig.parse({ config: mutator.text(CORPUS.config), credentials: mutator.text(CORPUS.credentials) })

/** Every location is in its file. @param {import('rolehop').SharedConfig} config @param {readonly import('rolehop').Diagnostic[]} diagnostics */
function assertInside(config, diagnostics) {
  for (const { file, line, message } of diagnostics) {
    assert.ok(!message.includes('\n'))
    if (file === undefined || line === undefined) continue
    const lines = config.text(file).split(/\r\n|\r|\n/).length
    assert.ok(line >= 1 && line <= lines, `line ${line} of ${lines}`)
  }
}

/** @param {Mutator} mutator */
function configPair(mutator) {
  const config = parsed(mutator)
  assertInside(config, config.check())
  for (const profile of config.profiles.slice(0, 3)) {
    const found = config.check(profile)
    assertInside(config, found)
    const isPlanned = isPossible(() => config.plan(profile))
    assert.equal(isPlanned, !found.some(({ severity }) => severity === 'error'), 'plan and check differ')
  }
}

/** Whether work throws no `RolehopError`. @param {() => unknown} work */
function isPossible(work) {
  try {
    work()
    return true
  } catch (error) {
    if (rolehop.isRolehopError(error)) return false
    throw error
  }
}

/** A setting that is set is read back, in the text too; a rejected one changes nothing. @param {Mutator} mutator */
function edits(mutator) {
  const config = parsed(mutator)
  const profile = mutator.pick([...config.profiles, 'default', 'new'])
  const key = mutator.pick(['region', 'role_arn', 'aws_access_key_id', 's3.max_queue_size', mutator.text(CORPUS.name)])
  const value = mutator.text([...CORPUS.arn, ...CORPUS.region])
  const before = texts(config)
  if (!isPossible(() => config.set(profile, key, value))) return assert.deepEqual(texts(config), before)
  if (key.includes('.') && key !== 's3.max_queue_size') return
  assert.equal(config.get(profile, key), value)
  const [text = '', credentials = ''] = texts(config)
  assert.equal(SharedConfig.parse({ config: text, credentials }).get(profile, key), value)
}

/** A secret key is always covered. @param {Mutator} mutator */
function redaction(mutator) {
  const text = mutator.text([...CORPUS.config, ...CORPUS.credentials, ...CORPUS.secrets])
  const secret = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00'
  const whole = `${text}\n[z]\naws_secret_access_key = ${secret}\n`
  const ranges = secretRanges(whole)
  let last = 0
  for (const { start, end } of ranges) {
    assert.ok(start >= last && end > start && end <= whole.length, 'ranges are not in order')
    last = end
  }
  const at = whole.lastIndexOf(secret)
  assert.ok(
    ranges.some(({ start, end }) => start <= at && end >= at + secret.length),
    'a secret is not covered',
  )
}

/** A region never changes the domain of the endpoint. @param {Mutator} mutator */
function regions(mutator) {
  const region = mutator.text(CORPUS.region)
  const config = SharedConfig.parse({
    config: `[profile p]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = b\n`,
    credentials: '[b]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n',
  })
  const { url: endpoint } = config.plan('p', { region }).sts
  const { hostname, protocol, pathname } = new URL(endpoint)
  assert.match(hostname, /^sts(-fips)?(\.[a-z0-9-]+)?\.(amazonaws\.com(\.cn)?|api\.aws|[a-z0-9.-]+)$/)
  assert.deepEqual([protocol, pathname], ['https:', '/'])
  assert.ok(hostname.split('.').length <= 7)
}

/** The link is always of the console. @param {Mutator} mutator */
function arns(mutator) {
  const { protocol, hostname, username } = new URL(switchRoleUrl(mutator.text(CORPUS.arn)))
  assert.deepEqual([protocol, username], ['https:', ''])
  assert.match(
    hostname,
    /(^|\.)(aws\.amazon\.com|amazonaws-us-gov\.com|amazonaws\.cn|aws\.[a-z-]+|[a-z0-9.-]*c2shome\.[a-z.]+)$/,
  )
}

const TEXT = {
  config: '[profile p]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = b\n',
  credentials: '[b]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n',
}

const host = { sleep: async () => {}, now: () => Date.parse('2030-01-01T00:00:00Z') }

/** A response with a body, from a `fetch`. @param {string} body @param {number} [status] */
const answers =
  (body, status = 200) =>
  async () =>
    new Response(body, { status })

/** @param {object} options @returns {Promise<void>} */
async function session(options) {
  const config = SharedConfig.parse(TEXT)
  const { accessKeyId, expiration } = await fromProfile({ config, profile: 'p', env: {}, host, ...options })()
  assert.match(accessKeyId, /^[!-~]+$/)
  assert.ok(expiration && expiration.getTime() > host.now(), 'expired credentials')
}

/** A cached session is of the role and has not expired, or STS is called. @param {Mutator} mutator */
const entries = (mutator) =>
  session({ cache: { get: () => mutator.text(CORPUS.entry), set: () => {} }, fetch: answers('', 403) })

/** @param {Mutator} mutator */
const responses = (mutator) =>
  session({
    cache: false,
    fetch: answers(mutator.text(CORPUS.xml), mutator.pick([200, 200, 400, 403])),
  })

/** @param {Mutator} mutator */
async function helpers(mutator) {
  const config = SharedConfig.parse({ config: '[profile p]\ncredential_process = helper\n' })
  const run = async () => ({ status: 0, stdout: mutator.text(CORPUS.helper) })
  await fromProfile({ config, profile: 'p', trust: 'trusted', env: {}, host: { ...host, run }, cache: false })()
}

/** A session name that STS accepts, or an error. @param {Mutator} mutator */
async function names(mutator) {
  let sent = ''
  const fetch = async (/** @type {any} */ _, /** @type {any} */ init) => {
    sent = new URLSearchParams(String(init.body)).get('RoleSessionName') ?? ''
    return new Response('', { status: 403 })
  }
  const sessionName = mutator.text(CORPUS.name)
  await fromProfile({
    config: SharedConfig.parse(TEXT),
    profile: 'p',
    env: {},
    host,
    cache: false,
    sessionName,
    fetch,
  })().catch((error) => assert.ok(rolehop.isRolehopError(error), String(error)))
  if (sent !== '') assert.match(sent, /^[\w+=,.@-]{2,64}$/)
}

/** Every exported function, with arguments of any type. @param {Mutator} mutator */
async function boundary(mutator) {
  const functions = [
    'formatCredentials',
    'fromProfile',
    'fromProfiles',
    'getCallerIdentity',
    'consoleUrl',
    'switchRoleUrl',
    'secretRanges',
  ]
  const args = Array.from({ length: mutator.random.below(3) }, () => mutator.value())
  const name = mutator.pick(functions)
  const safe = { env: {}, fetch: answers('', 403), host: { ...host, readFile: async () => undefined } }
  const last = args.at(-1)
  if (name !== 'secretRanges' && typeof last === 'object' && last !== null && !Array.isArray(last))
    Object.assign(last, safe)
  const result = await /** @type {any} */ (rolehop)[name](...args)
  if (typeof result === 'function' && args.length > 0) await result()
}

/** The output for a shell has no line that the values add. @param {Mutator} mutator */
function formats(mutator) {
  const text = () => mutator.text([...CORPUS.name, ...CORPUS.region])
  const credentials = { accessKeyId: text(), secretAccessKey: text(), sessionToken: text() }
  const lines = formatCredentials(credentials, 'env').trimEnd().split('\n')
  assert.equal(lines.length, 3)
  for (const line of lines) assert.match(line, /^export AWS_[A-Z_]+=/)
}

/** @type {Readonly<Record<string, (mutator: Mutator) => unknown>>} */
export const TARGETS = {
  'config pair': configPair,
  edits,
  redaction,
  regions,
  ARNs: arns,
  'cache entries': entries,
  responses,
  'output of programs': helpers,
  'session names': names,
  arguments: boundary,
  formats,
}
