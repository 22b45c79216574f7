// @ts-check
/** The runs whose requests fail: one for each stage. */
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { consoleUrl, fromProfile, getCallerIdentity, getSessionToken, listSsoRoles } from 'rolehop'
import { signedIn } from '../node/sign-ins.mjs'
import { homeWith } from '../node/support.mjs'
import { CANARY, MFA_CODE } from './wire-services.mjs'

/**
 * @typedef {object} Place
 * @property {any} scope
 * @property {string} url of the server
 * @property {Record<string, string>} env of the transport
 * @property {object} options of the transport and the logger
 *
 * A run, ready to start; `home` has its files.
 * @typedef {{ home: string, act: () => Promise<unknown> }} Ready
 */

/** Does not wait between attempts. */
const host = { sleep: async () => {} }

const KEY = { accessKeyId: 'AKIAQ7XK2JVN5WZH1234', secretAccessKey: `${CANARY}-key-of-the-user-0123456789` }
const SESSION = { ...KEY, accessKeyId: 'ASIAQ7XK2JVN5WZH1234', sessionToken: `${CANARY}-token-of-the-user-0123456789` }

const role = (/** @type {string} */ name, /** @type {string} */ source, more = '') =>
  `[profile ${name}]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/${name}\nsource_profile = ${source}\n${more}`

const CONFIG = [
  role('One', 'base'),
  role('Two', 'One'),
  role('Three', 'Two'),
  role('Mfa', 'base', 'mfa_serial = arn:aws:iam::111122223333:mfa/alice\n'),
  '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n',
  '[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Dev\n',
  '[profile dev]\nlogin_session = arn:aws:iam::111122223333:user/alice\nregion = eu-west-1\n',
].join('')

const CREDENTIALS = `[base]\naws_access_key_id = ${KEY.accessKeyId}\naws_secret_access_key = ${KEY.secretAccessKey}\n`

/** A home folder and the environment that leads to the server. @param {Place} place */
function at({ scope, url, env }) {
  const { home, env: own } = homeWith(scope, { config: CONFIG, credentials: CREDENTIALS })
  return { home, env: { ...own, AWS_ENDPOINT_URL: url, AWS_REGION: 'eu-west-1', ...env } }
}

/** @param {string} profile @returns {(place: Place) => Ready} */
const profileRun = (profile) => (place) => {
  const { home, env } = at(place)
  const options = { profile, env, host, mfaCodeProvider: async () => MFA_CODE, ...place.options }
  return { home, act: () => fromProfile(options)() }
}

/** A run of credentials of the environment. @param {(place: Place, home: string) => Record<string, string>} variables @returns {(place: Place) => Ready} */
const ambientRun = (variables) => (place) => {
  const { home, env } = at(place)
  return { home, act: () => fromProfile({ env: { ...env, ...variables(place, home) }, host, ...place.options })() }
}

/** Writes an SSO token that expires at a time. @param {string} home @param {number} seconds */
function signIn(home, seconds) {
  const time = (/** @type {number} */ after) =>
    new Date(Date.now() + after * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  const path = join(home, '.aws/sso/cache', `${createHash('sha1').update('corp').digest('hex')}.json`)
  mkdirSync(dirname(path), { recursive: true })
  const token = {
    startUrl: 'https://corp.awsapps.com/start',
    region: 'eu-west-1',
    accessToken: `${CANARY}-access-token-0123456789`,
    expiresAt: time(seconds),
    clientId: 'client',
    clientSecret: `${CANARY}-client-secret-0123456789`,
    registrationExpiresAt: time(86_400),
    refreshToken: `${CANARY}-refresh-token-0123456789`,
  }
  writeFileSync(path, JSON.stringify(token), { mode: 0o600 })
}

/** A home folder with a valid SSO token. @param {Place} place */
export function homeOf(place) {
  const found = at(place)
  signIn(found.home, 3600)
  return found
}

/** A run with an SSO token that expires at a time. @param {number} seconds @returns {(place: Place) => Ready} */
const ssoRun = (seconds) => (place) => {
  const ready = profileRun('sso')(place)
  signIn(ready.home, seconds)
  return ready
}

/** @param {Place} place @returns {Ready} */
function rolesRun(place) {
  const { home, env } = homeOf(place)
  return { home, act: () => listSsoRoles({ ssoSession: 'corp', env, host, ...place.options }) }
}

/** @param {Place} place @returns {Ready} */
function loginRun({ scope, url, options }) {
  const { home, env } = signedIn(scope, -10)
  const redirected = (/** @type {any} */ input, /** @type {any} */ init) =>
    globalThis.fetch(String(input).replace('https://eu-west-1.signin.aws.amazon.com', url), init)
  return { home, act: () => fromProfile({ profile: 'dev', env, host, ...options, fetch: redirected })() }
}

/** The time limit of a second would be too short for timers that are fast. */
const METADATA = ambientRun(({ url }) => ({
  AWS_EC2_METADATA_SERVICE_ENDPOINT: url,
  AWS_METADATA_SERVICE_TIMEOUT: '10',
}))

/** @type {Record<string, (place: Place) => Ready>} */
export const STAGES = {
  'first hop': profileRun('Three'),
  'middle hop': profileRun('Three'),
  'last hop': profileRun('Three'),
  'hop with MFA': profileRun('Mfa'),
  whoami: (place) => {
    const { home, env } = at(place)
    return { home, act: () => getCallerIdentity(KEY, { env, host, ...place.options }) }
  },
  'web identity': ambientRun((_, home) => {
    writeFileSync(join(home, 'token'), `${CANARY}.web.identity`)
    return { AWS_WEB_IDENTITY_TOKEN_FILE: join(home, 'token'), AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/Web' }
  }),
  federation: (place) => {
    const { home, env } = at(place)
    return { home, act: () => consoleUrl(SESSION, { endpoint: place.url, env, host, ...place.options }) }
  },
  'MFA session': (place) => {
    const { home, env } = at(place)
    const options = { mfaSerial: 'arn:aws:iam::111122223333:mfa/alice', mfaCodeProvider: async () => MFA_CODE }
    return { home, act: () => getSessionToken(KEY, { ...options, env, host, ...place.options }) }
  },
  'SSO portal': ssoRun(3600),
  'SSO accounts': rolesRun,
  'SSO roles': rolesRun,
  'SSO renewal': ssoRun(-10),
  'login renewal': loginRun,
  'metadata token': METADATA,
  'metadata role': METADATA,
  'metadata credentials': METADATA,
  container: ambientRun(({ url }) => ({
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: `${CANARY}-authorization-0123456789`,
  })),
}
