// @ts-check
/** The accounts and roles of IAM Identity Center over HTTP, and profiles for them. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isRolehopError, listSsoRoles, planSsoProfiles, SharedConfig, ssoLogin } from 'rolehop'
import { startSso } from '../../tools/sso/server.mjs'
import { homeWith } from './support.mjs'

/** @typedef {import('node:test').TestContext} TestContext */

const CONFIG = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
`

const ROLES = ['AdministratorAccess', 'billing', 'ReadOnlyAccess']

/** An account ID. @param {number} at */
const idOf = (at) => String(100_000_000_000 + at)

/** 300 accounts with three roles each. */
const MANY = {
  roles: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [idOf(at), ROLES])),
  accounts: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [idOf(at), { name: `Team ${at}` }])),
}

/**
 * A portal, a home folder where the user is signed in, and a clock that `sleep` advances.
 * @param {TestContext} t
 * @param {import('../../tools/sso/server.mjs').Options} [options]
 */
async function stage(t, options = {}, config = CONFIG) {
  let offset = 0
  const now = () => Date.now() + offset
  const sso = await startSso({ now, tokenSeconds: 3600, ...options })
  t.after(() => sso.close())
  const { env, aws } = homeWith(t, { config })
  /** @type {number[]} */
  const slept = []
  const sleep = (/** @type {number} */ ms) => {
    slept.push(ms)
    offset += ms
  }
  const host = { now, sleep }
  const common = { env, host, fetch: sso.fetch }
  await ssoLogin({ ...common, ssoSession: 'corp', onDeviceCode: ({ userCode }) => sso.decide(userCode) })
  sso.requests.length = 0
  slept.length = 0
  const pass = (/** @type {number} */ ms) => {
    offset += ms
  }
  return { sso, common, aws, slept, pass }
}

const fails = (/** @type {string} */ code, /** @type {RegExp} */ message) => (/** @type {unknown} */ error) => {
  assert.ok(isRolehopError(error), String(error))
  assert.equal(error.code, code)
  assert.match(`${error.message} ${error.help}`, message)
  return true
}

test('300 accounts with three roles, in pages, from a portal that throttles', async (t) => {
  /** @type {Map<string, number>} */
  const asked = new Map()
  // Each page of accounts is throttled five times, and every fifth account's roles once.
  const throttles = (/** @type {string} */ request) => {
    const times = (asked.get(request) ?? 0) + 1
    asked.set(request, times)
    if (request.includes('/assignment/accounts')) return times <= 5
    return request.includes('/assignment/roles') && /[05](&|$)/.test(request) && times === 1
  }
  const on = await stage(t, { ...MANY, pageSize: 50, throttles })
  const { accounts, session, startUrl, region } = await listSsoRoles(on.common)
  assert.deepEqual([session, startUrl, region], ['corp', on.sso.startUrl, 'eu-central-1'])
  assert.equal(accounts.length, 300)
  assert.deepEqual(new Set(accounts.map(({ roles }) => roles.join())), new Set([ROLES.join()]))
  assert.equal(new Set(accounts.map(({ accountId }) => accountId)).size, 300)
  assert.equal(on.sso.requests.filter((request) => request.endsWith('accounts')).length, 6 * 6)
  assert.ok(on.slept.length >= 6 * 5 + 60, 'each throttled request was followed by a wait')
})

test('pages of roles are read to the last', async (t) => {
  const on = await stage(t, { roles: { 111122223333: ROLES }, pageSize: 1 })
  const { accounts } = await listSsoRoles(on.common)
  assert.deepEqual(accounts, [{ accountId: '111122223333', roles: ROLES }])
})

test('accounts are sorted by name, then mail, then ID; filters keep some, and request no others', async (t) => {
  const accounts = { 3: { name: 'beta' }, 1: { name: 'Alpha', email: 'z@example.com' }, 2: { email: 'b@example.com' } }
  const on = await stage(t, { roles: { 3: ['A'], 2: ['A', 'B'], 1: ['B'], 0: [] }, accounts })
  const all = await listSsoRoles(on.common)
  assert.deepEqual(
    all.accounts.map(({ accountId }) => accountId),
    ['1', '2', '3', '0'],
  )
  on.sso.requests.length = 0
  const some = await listSsoRoles({ ...on.common, filters: ['account=*@example.com', 'role=b'] })
  assert.deepEqual(
    some.accounts.map(({ accountId, roles }) => [accountId, roles]),
    [
      ['1', ['B']],
      ['2', ['B']],
    ],
  )
  assert.equal(on.sso.requests.length, 3)
  const wrong = listSsoRoles({ ...on.common, filters: ['prod'] })
  await assert.rejects(wrong, fails('usage-invalid', /`prod`.*account=PATTERN/))
})

test('a token that is refused, expired or missing is `sso-login-required`', async (t) => {
  const on = await stage(t, { tokenSeconds: 3600 }, CONFIG.replace(/sso_registration_scopes.*\n/, ''))
  on.sso.revoke()
  const help = /rolehop login --sso-session corp.*aws sso login --sso-session corp/
  await assert.rejects(listSsoRoles(on.common), fails('sso-login-required', /was rejected/))
  on.pass(3_600_000)
  await assert.rejects(listSsoRoles(on.common), fails('sso-login-required', /has expired/))
  const { env } = homeWith(t, { config: CONFIG })
  await assert.rejects(listSsoRoles({ ...on.common, env }), fails('sso-login-required', help))
})

test('a token that soon expires is refreshed', async (t) => {
  const on = await stage(t)
  on.pass(3_500_000)
  const { accounts } = await listSsoRoles(on.common)
  assert.equal(accounts.length, 1)
  assert.equal(on.sso.requests[0], 'POST /token')
})

test('a portal that repeats a page, throttles forever or is none ends with an error', async (t) => {
  const on = await stage(t)
  const page = { status: 200, body: { accountList: [], nextToken: 'again' } }
  on.sso.faults.push(page, page)
  await assert.rejects(listSsoRoles(on.common), fails('sso-rejected', /not from IAM Identity Center/))
  on.sso.faults.push({ status: 200, body: { accounts: [] } })
  await assert.rejects(listSsoRoles(on.common), fails('sso-rejected', /not from IAM Identity Center/))
  for (let at = 0; at < 100; at++) on.sso.faults.push({ status: 429, body: { message: 'Rate exceeded' } })
  await assert.rejects(listSsoRoles(on.common), fails('sso-unreachable', /is not available: Rate exceeded/))
})

for (const status of [429, 500, 501, 503]) {
  test(`a portal that returns status ${status} is an outage, which can be retried`, async (t) => {
    const on = await stage(t)
    for (let at = 0; at < 100; at++) on.sso.faults.push({ status, body: {} })
    const error = await listSsoRoles(on.common).catch((thrown) => thrown)
    assert.deepEqual([error.code, error.retryable, error.help], ['sso-unreachable', true, 'try again later'])
    assert.match(error.message, new RegExp(`not available: status ${status}`))
  })
}

test('a session is needed to choose between portals', async (t) => {
  const on = await stage(t)
  const two = `${CONFIG}[sso-session other]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n`
  writeFileSync(join(on.aws, 'config'), two)
  await assert.rejects(listSsoRoles(on.common), fails('sso-incomplete', /`default`/))
  await assert.rejects(listSsoRoles({ ...on.common, ssoSession: 'corps' }), fails('sso-session-not-found', /`corps`/))
})

test('profiles for all roles are written once, and only their lines change', async (t) => {
  const mine = '# mine\n[profile mine]\nregion = us-east-1\n\n'
  const on = await stage(t, { ...MANY, pageSize: 100 }, mine + CONFIG)
  const write = async (/** @type {import('rolehop').SsoProfileOptions} */ options) => {
    const config = await SharedConfig.load({ env: on.common.env })
    const planned = planSsoProfiles(config, await listSsoRoles({ ...on.common, config }), options)
    config.apply(planned.changes)
    await config.save()
    return planned
  }
  const text = () => readFileSync(join(on.aws, 'config'), 'utf8')
  const first = await write({ region: 'eu-west-1' })
  assert.deepEqual([first.added.length, first.changed.length, first.gone.length], [900, 0, 0])
  const added = first.added.map(
    ({ profile, accountId, roleName }) =>
      `[profile ${profile}]\nsso_session = corp\nsso_account_id = ${accountId}\nsso_role_name = ${roleName}\nregion = eu-west-1\n`,
  )
  assert.equal(text(), mine + CONFIG + added.join(''))
  assert.equal(first.added[0]?.profile, 'Team-0-AdministratorAccess')
  const written = text()
  const second = await write({ region: 'eu-west-1' })
  assert.deepEqual([second.added, second.changed, second.gone, second.unchanged], [[], [], [], 900])
  assert.equal(text(), written)
  delete on.sso.state.roles[idOf(7)]
  const third = await write({ region: 'eu-west-2', filters: ['account=team 8'], prune: true })
  assert.deepEqual([third.added.length, third.changed.length, third.gone.length], [0, 3, 3])
  const expected = written
    .replaceAll(/(\[profile Team-8-(.|\n)*?region = )eu-west-1/g, '$1eu-west-2')
    .replaceAll(/\[profile Team-7-.*\n(\w.*\n)+/g, '')
  assert.equal(text(), expected)
})

test('arguments are checked', async () => {
  const config = SharedConfig.parse({ config: CONFIG })
  const roles = { startUrl: 'https://x', region: 'eu-west-1', session: 'corp', accounts: [] }
  /** @type {[() => unknown, RegExp][]} */
  const cases = [
    [() => planSsoProfiles(/** @type {any} */ ({}), roles), /`config` must be a `SharedConfig`/],
    [() => planSsoProfiles(config, /** @type {any} */ ('x')), /`roles` must be an object/],
    [() => planSsoProfiles(config, /** @type {any} */ ({ startUrl: 1 })), /roles/],
    [() => planSsoProfiles(config, roles, { template: '{role}' }), /unknown variable `role`/],
    [() => planSsoProfiles(config, roles, /** @type {any} */ ({ templates: 'x' })), /unknown option `templates`/],
    [() => config.apply(/** @type {any} */ ({ add: [] })), /`changes.set` is missing/],
    [() => config.apply(/** @type {any} */ ({ add: [{ name: 1 }], set: [], remove: [] })), /changes/],
  ]
  for (const [use, message] of cases) assert.throws(use, { code: 'usage-invalid', message })
  await assert.rejects(listSsoRoles(/** @type {any} */ ({ filter: ['x'] })), { code: 'usage-invalid' })
})
