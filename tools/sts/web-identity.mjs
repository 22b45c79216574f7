// @ts-check
/** OpenID Connect tokens: parsed, verified with the world's providers, matched with a role's trust policy. */
import { verify } from 'node:crypto'
import { accessDenied, byCode } from './errors.mjs'
import { isoSeconds } from './sessions.mjs'

const invalidToken = (/** @type {string} */ message) => byCode('InvalidIdentityToken', message)

/** The parameters of each signature algorithm for `node:crypto`. */
const ALGORITHMS = new Map([
  ['RS256', /** @type {const} */ ({})],
  ['ES256', /** @type {const} */ ({ dsaEncoding: 'ieee-p1363' })],
])

/**
 * A part of the token as an object.
 * @param {string} part
 * @returns {Record<string, unknown>}
 */
function decode(part) {
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Rejected below, like every text that is not a token.
  }
  throw invalidToken('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)')
}

/**
 * The provider of a token with a valid signature, audience and time.
 * @param {import('./world.mjs').World} world
 * @param {string} token
 * @param {number} now in milliseconds
 */
export function checkToken(world, token, now) {
  const [head = '', payload = '', signature = ''] = token.split('.')
  const algorithm = ALGORITHMS.get(String(decode(head)['alg']))
  const { iss, aud, sub, exp } = decode(payload)
  const provider = world.provider(String(iss))
  if (provider === undefined) throw invalidToken(`No OpenIDConnect provider found in your account for ${iss}`)
  const key = { key: provider.publicKey, ...algorithm }
  const signed = Buffer.from(`${head}.${payload}`)
  if (algorithm === undefined || !verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) {
    throw invalidToken('The signature of the token could not be verified')
  }
  const audience = [aud].flat().find((each) => provider.audiences.includes(String(each)))
  if (audience === undefined) throw invalidToken('Incorrect token audience')
  const expires = Number(exp) * 1000
  if (!(expires > now)) {
    throw byCode(
      'ExpiredTokenException',
      `Token expired: current date/time ${isoSeconds(now)} must be before the expiration date/time of the token`,
    )
  }
  return { provider, subject: String(sub), audience: String(audience) }
}

/**
 * The role that a token may assume.
 * @param {import('./world.mjs').World} world
 * @param {string} roleArn
 * @param {ReturnType<typeof checkToken>} token
 */
export function authorizeToken(world, roleArn, { provider, subject }) {
  const role = world.role(roleArn)
  const trusted = role?.trust.some(
    (each) => each.principals.includes(provider.arn) && (each.subject === undefined || each.subject === subject),
  )
  if (role === undefined || !trusted) throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity')
  return role
}
