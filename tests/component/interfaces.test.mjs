// @ts-check
/** The other interfaces: the same texts, requests and URLs as the package, over the same servers. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  consoleUrl,
  formatCredentials,
  SharedConfig,
  signAssumeRole,
  signGetCallerIdentity,
  switchRoleUrl,
} from 'rolehop'
import { DEMO_PORTAL } from '../../tools/sso/demo.mjs'
import { startSso } from '../../tools/sso/server.mjs'
import { DEMO_EXTERNAL_ID, DEMO_KEY, demoFiles } from '../../tools/sts/demo.mjs'
import { demo, homeWith } from '../node/support.mjs'
import { HOST, NODE_EXAMPLE, TRANSPILED } from './setup.mjs'

const component = await import(TRANSPILED)
const { open, run } = await import(NODE_EXAMPLE)
const { createHost } = await import(HOST)

const DATE = new Date('2026-01-02T03:04:05Z')
const OPTIONS = { dateMs: DATE.getTime(), roleSessionName: 'me', tokenCode: '123456' }
const bytes = (/** @type {string} */ text) => new TextEncoder().encode(text)
const parse = ({ config = '', credentials = '' }) =>
  component.config.SharedConfig.parse(bytes(config), bytes(credentials))

/** A signed request of the component as the package has it. */
const request = (/** @type {any} */ { method, url, headers, body }) => ({
  method,
  url,
  headers: Object.fromEntries(headers),
  body,
})

test('signing: the same requests for the same moment', () => {
  const [hop] = SharedConfig.parse(demoFiles()).plan('hub', { env: {} }).hops
  assert.ok(hop)
  const { tokenCode, roleSessionName } = OPTIONS
  const signed = component.signing.signAssumeRole(JSON.stringify(hop), DEMO_KEY, JSON.stringify(OPTIONS))
  assert.deepEqual(request(signed), signAssumeRole(hop, DEMO_KEY, { date: DATE, tokenCode, roleSessionName }))
  const where = { region: 'us-gov-west-1' }
  const asked = component.signing.signGetCallerIdentity(DEMO_KEY, JSON.stringify({ dateMs: DATE.getTime(), ...where }))
  assert.deepEqual(request(asked), signGetCallerIdentity(DEMO_KEY, { date: DATE, ...where }))
})

test('config: edits keep every other byte', () => {
  const [ours, theirs] = [parse(demoFiles()), SharedConfig.parse(demoFiles())]
  const edit = (/** @type {any} */ shared) => {
    shared.set('hub', 'region', 'eu-west-1')
    shared.set('new', 'aws_access_key_id', 'AKIAEXAMPLE')
    shared.unset('deploy', 'external_id')
  }
  edit(ours)
  edit(theirs)
  for (const file of /** @type {const} */ (['config', 'credentials'])) assert.equal(ours.text(file), theirs.text(file))
  assert.deepEqual(ours.profiles(), theirs.profiles)
  assert.equal(ours.get('hub', 'region'), 'eu-west-1')
  assert.equal(ours.get('hub', 'nothing'), undefined)
  assert.throws(() => ours.set('hub', 'region', 'a\nb'), { code: 'edit-refused' })
})

test('config: a plan does not change when the files are edited', () => {
  const shared = parse(demoFiles())
  const plan = shared.plan(JSON.stringify({ profile: 'deploy', env: {} }))
  shared.unset('deploy', 'role_arn')
  assert.match(plan.render('ascii'), /role\/Deploy/)
  assert.doesNotMatch(plan.render('ascii'), /[^\n\x20-\x7e]/)
  assert.equal(JSON.parse(plan.data()).hops[1].externalId, DEMO_EXTERNAL_ID)
})

test('config: files are found by the environment', () => {
  const { locateFiles } = component.config
  const found = locateFiles(
    [
      ['HOME', '/h'],
      ['AWS_CONFIG_FILE', '~/c'],
    ],
    'posix',
    undefined,
  )
  assert.equal(found.config, '/h/c')
  assert.equal(found.cliCache, '/h/.aws/cli/cache')
  assert.equal(locateFiles([], 'posix', undefined).config, undefined)
  assert.equal(locateFiles([], 'windows', 'C:\\Users\\a').credentials, 'C:\\Users\\a\\.aws\\credentials')
})

test('identity and console: the texts and URLs of the package', async (t) => {
  const place = await demo(t)
  const rolehop = await open(component, place.env)
  const credentials = await rolehop.credentials('readonly')
  const plain = { ...credentials, expiration: new Date(Number(credentials.expirationMs)) }
  for (const format of /** @type {const} */ (['process', 'env', 'fish', 'ini'])) {
    assert.equal(component.identity.formatCredentials(credentials, format), formatCredentials(plain, format))
  }
  const options = { endpoint: place.sts.url, region: 'eu-central-1', service: 's3' }
  const session = component.console.consoleUrl(credentials, JSON.stringify({ chained: false, ...options }))
  const url = new URL(await run(session, createHost({}, place.env)))
  const theirs = new URL(await consoleUrl(plain, options))
  assert.equal(url.searchParams.get('Destination'), theirs.searchParams.get('Destination'))
  assert.match(await (await fetch(url)).text(), /Signed in as <b>arn:aws:sts::111122223333:assumed-role\/ReadOnly\//)
  const role = 'arn:aws:iam::111122223333:role/ReadOnly'
  assert.equal(
    component.console.switchRoleUrl(role, 'me', 'red'),
    switchRoleUrl(role, { displayName: 'me', color: 'red' }),
  )
})

test('sso: signs in, gives credentials, signs out', async (t) => {
  let offset = 0
  const sso = await startSso({ now: () => Date.now() + offset })
  t.after(() => sso.close())
  const { env } = homeWith(t, { config: DEMO_PORTAL })
  const files = component.config.locateFiles(Object.entries(env), 'posix', undefined)
  const machine = createHost(files, env)
  /** The machine, but with the portal's `fetch`, a clock that waiting moves, and a user who approves at once. */
  const host = async (/** @type {any} */ effect) => {
    if (effect.tag === 'sleep') {
      offset += effect.val
      return { tag: 'done' }
    }
    if (effect.tag === 'show-device-code') {
      sso.decide(effect.val.userCode)
      return { tag: 'done' }
    }
    if (effect.tag !== 'fetch') return machine(effect)
    const { method, url, headers, body } = effect.val.request
    const sent = { method, headers: Object.fromEntries(headers), ...(method !== 'GET' && { body }) }
    const response = await sso.fetch(url, sent)
    return { tag: 'response', val: { status: response.status, body: new Uint8Array(await response.arrayBuffer()) } }
  }
  const shared = parse({ config: DEMO_PORTAL })
  const wanted = JSON.stringify({ profile: 'dev', env })
  const done = JSON.parse(await run(component.sso.ssoLogin(shared, wanted, undefined), host))
  assert.equal(done.startUrl, sso.startUrl)

  const options = JSON.stringify({ minRemainingSeconds: 900, cache: true, forceRefresh: false })
  const { credentials } = await run(shared.plan(wanted).resolve(options), host)
  assert.equal(credentials.accountId, '111122223333')

  const { source } = JSON.parse(shared.plan(wanted).data())
  const entry = { store: 'sso', key: source.tokenKey }
  const { val: token } = await machine({ tag: 'cache-read', val: entry })
  assert.ok(token, `no token in ${join(files.ssoCache, `${entry.key}.json`)}`)
  assert.equal(await run(component.sso.ssoLogout(shared, wanted, token, false), host), true)
  assert.equal(await run(component.sso.ssoLogout(shared, wanted, '{}', false), host), false)
})
