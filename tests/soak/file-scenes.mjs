// @ts-check
/** Runs that read and write files: each with its world, the files it may change, and what it must deliver. */
import assert from 'node:assert/strict'
import { linkSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromProfile, SharedConfig, ssoLogin } from 'rolehop'
import { startSso } from '../../tools/sso/server.mjs'
import { signedIn } from '../node/sign-ins.mjs'
import { demo, demoWorld, homeWith } from '../node/support.mjs'

/**
 * A world on which a run acts.
 * @typedef {object} World
 * @property {string} home
 * @property {(signal?: AbortSignal) => Promise<unknown>} act the run; it can be repeated
 * @property {() => boolean} [obtained] whether a service has issued the credentials since the start of the run
 * @property {(succeeded: boolean) => void} check asserts that files are whole
 */

/** Does not wait between attempts. */
const host = { sleep: async () => {} }

const SECTION = (/** @type {number} */ at) => `[profile p${at}]\nregion = eu-west-1\n`
const OLD = Array.from({ length: 20 }, (_, at) => SECTION(at)).join('')

/** The names of the JSON files below a folder. @param {string} folder */
const entries = (folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name))

/** Every cache entry is complete JSON. @param {string} home */
function assertWhole(home) {
  for (const path of entries(home)) assert.doesNotThrow(() => JSON.parse(readFileSync(path, 'utf8')), path)
}

/** A chain of two roles with MFA, at a custom endpoint. @param {any} t @returns {Promise<World>} */
async function chain(t) {
  // A code is valid once.
  const codes = Array.from({ length: 9 }, (_, at) => String(100_000 + at))
  const { home, env, sts, config, credentials } = await demo(t, { world: demoWorld({ codes: [...codes] }) })
  const mfaCodeProvider = async () => codes.shift() ?? ''
  const before = [config, credentials].map((path) => readFileSync(path, 'utf8'))
  let since = 0
  return {
    home,
    act: (signal) => {
      since = sts.requests.length
      const options = { profile: 'deploy', env, host, mfaCodeProvider }
      return fromProfile({ ...options, ...(signal && { signal }) })()
    },
    obtained: () => sts.requests.slice(since).some(({ action, status, params }) => isDeploy(action, status, params)),
    check: () => {
      assert.deepEqual(
        [config, credentials].map((path) => readFileSync(path, 'utf8')),
        before,
      )
      assertWhole(home)
    },
  }
}

/** @param {string} action @param {number | undefined} status @param {any} params */
const isDeploy = (action, status, params) =>
  action === 'AssumeRole' && status === 200 && JSON.stringify(params).includes('role/Deploy')

/** As {@link chain}, after a run that filled the cache. @param {any} t */
async function cached(t) {
  const world = await chain(t)
  await world.act()
  return world
}

/** As {@link cached}, with sessions that have expired. @param {any} t */
async function expired(t) {
  const world = await cached(t)
  for (const path of entries(world.home)) {
    const entry = JSON.parse(readFileSync(path, 'utf8'))
    entry.Credentials.Expiration = '2020-01-01T00:00:00Z'
    writeFileSync(path, JSON.stringify(entry))
  }
  return world
}

/** One setting is changed and saved. @param {any} t @param {(path: string) => void} [prepare] @returns {World} */
function save(t, prepare = () => {}) {
  const { home, env, config: path } = homeWith(t, { config: OLD })
  prepare(path)
  const changed = OLD.replace(/eu-west-1\n$/, 'eu-north-1\n')
  return {
    home,
    act: async (signal) => {
      const config = await SharedConfig.load({ env, ...(signal && { signal }) })
      config.set('p19', 'region', 'eu-north-1')
      await config.save({ signal })
    },
    check: (succeeded) => {
      const text = readFileSync(path, 'utf8')
      assert.ok(text === changed || (text === OLD && !succeeded), 'the file is neither the old nor the new one')
    },
  }
}

/** A setting in each file is changed and saved. @param {any} t @returns {World} */
function saveBoth(t) {
  const { home, env, config, credentials } = homeWith(t, { config: OLD, credentials: '[p0]\naws_access_key_id = A\n' })
  return {
    home,
    act: async (signal) => {
      const edited = await SharedConfig.load({ env, ...(signal && { signal }) })
      edited.set('p0', 'aws_access_key_id', 'B')
      edited.set('p0', 'region', 'eu-north-1')
      await edited.save({ signal })
    },
    check: (succeeded) => {
      const changed = OLD.replace('eu-west-1', 'eu-north-1')
      const texts = [readFileSync(config, 'utf8'), readFileSync(credentials, 'utf8')]
      const olds = [OLD, '[p0]\naws_access_key_id = A\n']
      const news = [changed, '[p0]\naws_access_key_id = B\n']
      for (const [at, text] of texts.entries()) {
        assert.ok(text === news[at] || (text === olds[at] && !succeeded), 'a file is neither the old nor the new one')
      }
    },
  }
}

/** A file with two names is written in place. @param {any} t */
const saveInPlace = (t) => save(t, (path) => linkSync(path, `${path}-link`))

const SSO = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
sso_registration_scopes = sso:account:access
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
`

/** A portal, a home folder whose user is signed in, and a clock. @param {any} t */
async function portal(t) {
  let offset = 0
  const now = () => Date.now() + offset
  const sso = await startSso({ now })
  t.after(() => sso.close())
  const { home, env } = homeWith(t, { config: SSO })
  const pass = (/** @type {number} */ ms) => {
    offset += ms
  }
  const options = { profile: 'dev', env, fetch: sso.fetch, host: { now, sleep: pass } }
  await ssoLogin({ ...options, openBrowser: false, onDeviceCode: ({ userCode }) => void sso.decide(userCode) })
  return { home, sso, options, pass }
}

/** The SSO token is renewed with a refresh token that is valid once. @param {any} t @returns {Promise<World>} */
async function renewal(t) {
  const { home, sso, options, pass } = await portal(t)
  let since = 0
  return {
    home,
    act: (signal) => {
      pass(8 * 3600 * 1000)
      since = sso.requests.length
      return fromProfile({ ...options, ...(signal && { signal }) })()
    },
    obtained: () => sso.requests.slice(since).includes('GET /federation/credentials'),
    check: () => assertWhole(home),
  }
}

/** A session of `aws login` is renewed. @param {any} t @returns {Promise<World>} */
async function login(t) {
  const { home, env, service, path } = signedIn(t, 10)
  let since = 0
  return {
    home,
    act: (signal) => {
      since = service.requests.length
      return fromProfile({ profile: 'dev', env, fetch: service.send, host, ...(signal && { signal }) })()
    },
    obtained: () => service.requests.length > since,
    check: () => {
      assert.ok('refreshToken' in JSON.parse(readFileSync(path, 'utf8')))
      assertWhole(home)
    },
  }
}

/** @type {Record<string, (t: any) => World | Promise<World>>} */
export const SCENES = {
  'a chain with a cold cache': chain,
  'a cached session': cached,
  'an expired session': expired,
  'save one file': (t) => save(t),
  'save both files': saveBoth,
  'save in place': saveInPlace,
  'renew an SSO token': renewal,
  'renew a login session': login,
}
