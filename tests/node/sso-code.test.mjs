// @ts-check
/**
 * `ssoLogin` with an authorization code: the service on loopback checks the registration, the page, the
 * PKCE verifier, the redirect URI and the expiry, as AWS does. The AWS CLI's files are compared by name.
 */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fromProfile, isRolehopError, ssoLogin } from 'rolehop'
import { startSso } from '../../tools/sso/server.mjs'
import { homeWith, read } from './support.mjs'

const START_URL = 'https://d-123.awsapps.com/start'

/** The files of the AWS CLI 2.36.7 for this session. */
const TOKEN = '0ad374308c5a4e22f723adf10145eafad7c4031c.json'
const REGISTRATION = '037794624ee038c03b72d05d652da0aa02fc8f72.json'
const REGISTRATION_WITH_SCOPE = '89ef1afd9bbd1270540c604c33d5f396e6bccd01.json'

const SESSION = `[sso-session my-sso]
sso_start_url = ${START_URL}
sso_region = us-west-2
[profile dev]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = Dev
`

const LEGACY = `[profile dev]
sso_start_url = ${START_URL}
sso_region = us-west-2
sso_account_id = 111122223333
sso_role_name = Dev
`

/**
 * A home folder and the service.
 * @param {import('node:test').TestContext} t
 * @param {string} [config]
 * @param {import('../../tools/sso/server.mjs').Options} [options]
 */
async function stage(t, config = SESSION, options = {}) {
  const sso = await startSso({ startUrl: START_URL, interval: 0, ...options })
  t.after(() => sso.close())
  const home = homeWith(t, { config })
  /** The pages that were shown. @type {string[]} */
  const pages = []
  return { sso, ...home, pages, folder: join(home.aws, 'sso', 'cache') }
}

/** @param {Awaited<ReturnType<typeof stage>>} on @param {object} [more] */
const signIn = ({ sso, env, pages }, more = {}) =>
  ssoLogin({
    profile: 'dev',
    env,
    fetch: sso.fetch,
    host: { open: (page) => void (page.includes('/authorize?') && sso.approve(page)), sleep: () => {} },
    onUrl: ({ url }) => void pages.push(url),
    onDeviceCode: ({ userCode }) => sso.decide(userCode),
    ...more,
  })

const json = (/** @type {string[]} */ ...path) => JSON.parse(read(join(...path)))

const fails =
  (/** @type {import('rolehop').Code} */ code, /** @type {RegExp} */ message) => (/** @type {unknown} */ error) => {
    assert.ok(isRolehopError(error, code), String(error))
    assert.match(error.message, message)
    return true
  }

test('a user signs in, and the files are those of the AWS CLI', async (t) => {
  const on = await stage(t)
  const { expiresAt, ...done } = await signIn(on)
  assert.deepEqual(done, {
    startUrl: START_URL,
    region: 'us-west-2',
    session: 'my-sso',
    profile: 'dev',
    renewable: true,
  })
  assert.ok(expiresAt.getTime() > Date.now())
  assert.deepEqual(on.sso.requests, ['POST /client/register', 'POST /token'])
  assert.equal(on.pages.length, 1)
  assert.deepEqual(readdirSync(on.folder).sort(), [REGISTRATION, TOKEN].sort())
  assert.deepEqual(Object.keys(json(on.folder, TOKEN)).sort(), [
    'accessToken',
    'clientId',
    'clientSecret',
    'expiresAt',
    'refreshToken',
    'region',
    'registrationExpiresAt',
    'startUrl',
  ])
  const { clientId, clientSecret, expiresAt: ends, ...registration } = json(on.folder, REGISTRATION)
  assert.deepEqual(registration, {
    grantTypes: ['authorization_code', 'refresh_token'],
    scopes: ['sso:account:access'],
  })
  assert.ok(clientId && clientSecret && ends)
  const { accessKeyId } = await fromProfile({ profile: 'dev', env: on.env, fetch: on.sso.fetch, cache: false })()
  assert.match(accessKeyId, /^ASIA/)
})

test('the next sign-in reuses the registration; a sign-in with a device code replaces it', async (t) => {
  const on = await stage(t, SESSION.replace('us-west-2\n', 'us-west-2\nsso_registration_scopes = sso:account:access\n'))
  for (const [flow, requests] of /** @type {const} */ ([
    ['code', ['POST /client/register', 'POST /token']],
    ['code', ['POST /token']],
    ['device', ['POST /client/register', 'POST /device_authorization', 'POST /token']],
    ['device', ['POST /device_authorization', 'POST /token']],
    ['code', ['POST /client/register', 'POST /token']],
  ])) {
    await signIn(on, { flow })
    const seen = on.sso.requests.splice(0)
    assert.deepEqual([...new Set(seen)], requests, flow)
    assert.deepEqual(readdirSync(on.folder).sort(), [REGISTRATION_WITH_SCOPE, TOKEN].sort())
  }
})

test('a registration that the service has forgotten is replaced, and the page is shown again', async (t) => {
  const on = await stage(t)
  await signIn(on)
  on.sso.requests.length = 0
  on.sso.faults.push({ status: 401, body: { error: 'invalid_client' } })
  await signIn(on)
  assert.deepEqual(on.sso.requests, ['POST /token', 'POST /client/register', 'POST /token'])
  assert.equal(new Set(on.pages).size, 3, 'each attempt has a state and a verifier of its own')
})

/** The options, the environment and the config, and the flow that follows. */
for (const [what, more, variables, config, flow] of /** @type {const} */ ([
  ['a session', {}, {}, SESSION, 'code'],
  ['a profile without a session', {}, {}, LEGACY, 'device'],
  ['SSH', {}, { SSH_CONNECTION: '192.0.2.1 50000 192.0.2.2 22' }, SESSION, 'device'],
  ['a container', {}, { container: 'oci' }, SESSION, 'device'],
  ['`flow: device`', { flow: 'device' }, {}, SESSION, 'device'],
  ['`flow: code` over SSH', { flow: 'code' }, { SSH_TTY: '/dev/pts/0' }, SESSION, 'code'],
  ['no way to show the page', { onUrl: undefined, openBrowser: false }, {}, SESSION, 'device'],
])) {
  test(`the flow with ${what}: ${flow}`, async (t) => {
    const on = await stage(t, config)
    await signIn({ ...on, env: { ...on.env, ...variables } }, more)
    assert.equal(on.sso.requests.includes('POST /device_authorization'), flow === 'device')
    assert.equal(on.pages.length, flow === 'code' ? 1 : 0)
  })
}

test('only the redirect with the right state ends the wait', async (t) => {
  const on = await stage(t)
  const open = async (/** @type {string} */ page) => {
    const redirectUri = String(new URL(page).searchParams.get('redirect_uri'))
    const forged = await fetch(`${redirectUri}?code=forged&state=forged`)
    assert.equal(forged.status, 400)
    assert.equal((await fetch(`${new URL(redirectUri).origin}/favicon.ico`)).status, 404)
    const page2 = await (await on.sso.approve(page)).text()
    assert.match(page2, /Signed in/)
  }
  await signIn(on, { host: { open: (/** @type {string} */ page) => void open(page) } })
  assert.deepEqual(on.sso.requests, ['POST /client/register', 'POST /token'])
})

test('a refusal in the browser is shown there and here, and leaves no token', async (t) => {
  const on = await stage(t)
  /** @type {Promise<string> | undefined} */
  let shown
  const open = (/** @type {string} */ page) => {
    const { searchParams } = new URL(page)
    const query = new URLSearchParams({ error: 'access_denied', state: String(searchParams.get('state')) })
    shown = fetch(`${searchParams.get('redirect_uri')}?${query}`).then((response) => response.text())
  }
  await assert.rejects(signIn(on, { host: { open } }), fails('sso-login-failed', /refused: access_denied/))
  assert.match(String(await shown), /access_denied/)
  assert.deepEqual(readdirSync(on.folder), [REGISTRATION])
})

test('a code with another verifier, another redirect URI or after its time is rejected', async (t) => {
  for (const [what, spoil, code] of /** @type {const} */ ([
    ['verifier', { challenge: 'x'.repeat(43) }, 'sso-rejected'],
    ['redirect URI', { redirectUri: 'http://127.0.0.1:1/oauth/callback' }, 'sso-rejected'],
    ['time', { ends: 0 }, 'sso-login-failed'],
  ])) {
    const on = await stage(t)
    const open = async (/** @type {string} */ page) => {
      const { redirectUri, code, state } = on.sso.state.authorizeCode(new URL(page))
      const issued = on.sso.state.codes.get(code)
      assert.ok(issued)
      on.sso.state.codes.set(code, { ...issued, ...spoil })
      await fetch(`${redirectUri}?${new URLSearchParams({ code, state })}`)
    }
    const host = { open: (/** @type {string} */ page) => void open(page) }
    await assert.rejects(signIn(on, { host }), fails(code, /./), what)
    assert.equal(existsSync(join(on.folder, TOKEN)), false, what)
  }
})

test('an aborted sign-in closes its port', async (t) => {
  const on = await stage(t)
  const abort = new AbortController()
  const open = () => abort.abort()
  await assert.rejects(signIn(on, { host: { open }, signal: abort.signal }), fails('aborted', /./))
  const redirectUri = new URL(String(on.pages[0])).searchParams.get('redirect_uri')
  await assert.rejects(fetch(String(redirectUri)))
})

const never = () => new Promise(() => {})

test('the sign-in does not wait for what shows the page, only for the user', async (t) => {
  const on = await stage(t)
  const browser = async (/** @type {string} */ page) => {
    const shown = await (await on.sso.approve(page)).text()
    assert.match(shown, /Signed in/)
    await never()
  }
  await signIn(on, { flow: 'code', onUrl: never, host: { open: browser } })
  await signIn(on, {
    flow: 'device',
    onDeviceCode: (/** @type {{ userCode: string }} */ { userCode }) => {
      on.sso.decide(userCode)
      return never()
    },
  })
})

test('what shows the page can fail later: the sign-in ends with that error', async (t) => {
  const cause = new Error('the window was closed')
  for (const [flow, option] of /** @type {const} */ ([
    ['code', 'onUrl'],
    ['device', 'onDeviceCode'],
  ])) {
    const on = await stage(t)
    const later = () => new Promise((_, reject) => setImmediate(reject, cause))
    const more = { flow, openBrowser: false, [option]: later, host: { sleep: never } }
    const error = await signIn(on, more).catch((/** @type {unknown} */ thrown) => thrown)
    assert.ok(isRolehopError(error, 'sso-login-failed'), String(error))
    assert.equal(error.cause, cause)
  }
})
