// @ts-check
/** `ssoLogin` with a start URL on a custom domain, and the config of the caller: only `sso_region` is written. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromProfile, SharedConfig, ssoLogin } from 'rolehop'
import { startSso } from '../../tools/sso/server.mjs'
import { homeWith, read } from './support.mjs'

const START_URL = 'https://sso.corp.example/start'
const PORTAL = 'https://ssoins-1.portal.eu-west-1.app.aws/start'

const CONFIG = `[sso-session corp]
sso_start_url = ${START_URL}
sso_region = eu-central-1
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
`

const MOVED = CONFIG.replace('eu-central-1', 'eu-west-1')

/**
 * A home folder, the service, and a domain that redirects to the portal in another region.
 * @param {import('node:test').TestContext} t
 */
async function stage(t) {
  const sso = await startSso({ startUrl: PORTAL, interval: 0 })
  t.after(() => sso.close())
  const redirect = () => new Response(null, { status: 302, headers: { location: PORTAL } })
  const fetch = async (/** @type {any} */ url, /** @type {any} */ init) =>
    String(url) === START_URL ? redirect() : sso.fetch(url, init)
  const { env, config: path } = homeWith(t, { config: CONFIG })
  /** @type {import('rolehop').Diagnostic[]} */
  const warnings = []
  const logger = { warn: (/** @type {string} */ _, /** @type {any} */ diagnostic) => void warnings.push(diagnostic) }
  const options = /** @type {const} */ ({ profile: 'dev', env, fetch })
  const signIn = (/** @type {SharedConfig | undefined} */ config) =>
    ssoLogin({
      ...options,
      ...(config && { config }),
      logger,
      flow: 'device',
      openBrowser: false,
      host: { sleep: () => {} },
      onDeviceCode: ({ userCode }) => sso.decide(userCode),
    })
  return { env, path, options, warnings, signIn }
}

test('other edits of the config stay unsaved', async (t) => {
  const { env, path, signIn } = await stage(t)
  const config = await SharedConfig.load({ env })
  config.set('dev', 'output', 'json')
  const { previousRegion, region } = await signIn(config)
  assert.deepEqual([previousRegion, region], ['eu-central-1', 'eu-west-1'])
  assert.equal(read(path), MOVED)
  assert.equal(config.get({ ssoSession: 'corp' }, 'sso_region'), 'eu-west-1')
  assert.equal(config.get('dev', 'output'), 'json')
  await config.save()
  assert.equal(read(path), `${MOVED}output = json\n`)
})

test('the change is made to what the file has now', async (t) => {
  const { env, path, signIn } = await stage(t)
  const config = await SharedConfig.load({ env })
  const other = await SharedConfig.load({ env })
  other.set('dev', 'output', 'yaml')
  await other.save()
  await signIn(config)
  assert.equal(read(path), `${MOVED}output = yaml\n`)
})

test('a config that cannot be written is a warning, and the user is signed in', async (t) => {
  const { env, path, options, warnings, signIn } = await stage(t)
  const writeFile = async () => {
    throw Object.assign(new Error('read-only'), { code: 'EROFS' })
  }
  const config = await SharedConfig.load({ env, host: { writeFile } })
  const { previousRegion, region } = await signIn(config)
  assert.deepEqual([previousRegion, region], [undefined, 'eu-west-1'])
  assert.equal(read(path), CONFIG)
  const [{ code, severity, message, help } = /** @type {any} */ ({}), ...more] = warnings
  assert.deepEqual([code, severity, more], ['file-failed', 'warning', []])
  assert.match(message, /^the new `sso_region` was not saved: cannot write `.*config`: EROFS$/)
  assert.equal(help, 'set `sso_region` to `eu-west-1`')
  const { accessKeyId } = await fromProfile({ ...options, config, cache: false })()
  assert.match(accessKeyId, /^ASIA/)
})
