// @ts-check
/** The responses of the services when nothing is wrong, and which stage of a run a request belongs to. */
import { successXml } from '../../tools/sts/xml.mjs'
import { response } from './wire-server.mjs'

/** Every secret contains it. */
export const CANARY = 'CANARY'

/** The MFA code, which must have six digits. */
export const MFA_CODE = '135790'

const ACCOUNT = '111122223333'

/** In an hour. */
const later = () => new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z')

/** A secret of a stage. @param {string} kind @param {string} of */
const secret = (kind, of) => `${CANARY}-${kind}-${of}-0123456789`

/** @param {string} role */
const session = (role) => ({
  Credentials: {
    AccessKeyId: `ASIA${role.toUpperCase().padEnd(16, 'X')}`,
    SecretAccessKey: secret('key', role),
    SessionToken: secret('token', role),
    Expiration: later(),
  },
  AssumedRoleUser: { AssumedRoleId: `AROA:${role}`, Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/session` },
})

/** Keys as the container and the metadata service return them. @param {string} name */
const keys = (name) =>
  JSON.stringify({
    Code: 'Success',
    AccessKeyId: `ASIA${name.padEnd(16, 'X')}`,
    SecretAccessKey: secret('key', name),
    Token: secret('token', name),
    Expiration: later(),
  })

const IDENTITY = { Arn: `arn:aws:iam::${ACCOUNT}:user/alice`, UserId: 'AIDA', Account: ACCOUNT }

const xml = (/** @type {string} */ action, /** @type {import('../../tools/sts/xml.mjs').Result} */ result) =>
  successXml(action, result, 'request')

/** Roles, by the stage in which they are assumed. @type {Record<string, string>} */
const STAGE_OF_ROLE = { One: 'first hop', Two: 'middle hop', Three: 'last hop', Mfa: 'hop with MFA' }

const ROLES = '/latest/meta-data/iam/security-credentials/'

/** @param {URLSearchParams} form @returns {{ stage: string, body: string } | undefined} */
function ofSts(form) {
  const action = form.get('Action') ?? ''
  const role = form.get('RoleArn')?.replace(/^.*\//, '') ?? ''
  if (action === 'AssumeRole') return { stage: STAGE_OF_ROLE[role] ?? '', body: xml(action, session(role)) }
  if (action === 'AssumeRoleWithWebIdentity') return { stage: 'web identity', body: xml(action, session(role)) }
  if (action === 'GetSessionToken') return { stage: 'MFA session', body: xml(action, session('user')) }
  if (action === 'GetCallerIdentity') return { stage: 'whoami', body: xml(action, IDENTITY) }
  return action === 'getSigninToken'
    ? { stage: 'federation', body: JSON.stringify({ SigninToken: secret('signin', 'token') }) }
    : undefined
}

const GRANT = {
  accessToken: secret('access', 'renewed'),
  expiresIn: 28_800,
  refreshToken: secret('refresh', 'renewed'),
  tokenType: 'Bearer',
}

const client = () => ({
  clientId: 'client',
  clientSecret: secret('client', 'secret'),
  clientSecretExpiresAt: Math.floor(Date.now() / 1000) + 86_400,
})

const DEVICE = {
  deviceCode: secret('device', 'code'),
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://device.sso.eu-west-1.amazonaws.com/',
  verificationUriComplete: 'https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH',
  expiresIn: 600,
  interval: 1,
}

/** The other services, by the beginning of the path. @type {[prefix: string, stage: string, body: () => string][]} */
const OTHERS = [
  ['/federation/credentials', 'SSO portal', () => portal()],
  ['/assignment/accounts', 'SSO accounts', () => JSON.stringify({ accountList: [{ accountId: ACCOUNT }] })],
  ['/assignment/roles', 'SSO roles', () => JSON.stringify({ roleList: [{ accountId: ACCOUNT, roleName: 'Dev' }] })],
  ['/logout', 'SSO sign-out', () => ''],
  ['/client/register', 'SSO client', () => JSON.stringify(client())],
  ['/device_authorization', 'SSO device', () => JSON.stringify(DEVICE)],
  ['/token', 'SSO renewal', () => JSON.stringify(GRANT)],
  ['/v1/token', 'login renewal', () => login()],
  ['/latest/api/token', 'metadata token', () => secret('imds', 'token')],
  [`${ROLES}Machine`, 'metadata credentials', () => keys('MACHINE')],
  [ROLES, 'metadata role', () => 'Machine'],
  ['/container', 'container', () => keys('CONTAINER')],
]

const portal = () =>
  JSON.stringify({
    roleCredentials: {
      accessKeyId: 'ASIAPORTALXXXXXXXXXX',
      secretAccessKey: secret('key', 'portal'),
      sessionToken: secret('token', 'portal'),
      expiration: Date.now() + 3_600_000,
    },
  })

/** The user who signs in. */
const ID_TOKEN = ['{"alg":"ES384"}', JSON.stringify({ sub: IDENTITY.Arn, iss: 'signin' }), 'signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.')

const login = () =>
  JSON.stringify({
    accessToken: {
      accessKeyId: 'ASIALOGINXXXXXXXXXXX',
      secretAccessKey: secret('key', 'login'),
      sessionToken: secret('token', 'login'),
    },
    expiresIn: 900,
    refreshToken: secret('refresh', 'login'),
    tokenType: 'aws_sigv4',
    idToken: ID_TOKEN,
  })

/**
 * The stage of a request and the good response.
 * @param {import('./wire-server.mjs').Request} request
 */
export function serviceOf({ path, body }) {
  const other = OTHERS.find(([prefix]) => path.startsWith(prefix))
  const found = other ? { stage: other[1], body: other[2]() } : ofSts(new URLSearchParams(body))
  if (!found) throw new Error(`no service for ${path}`)
  return { stage: found.stage, good: response(found.body) }
}
