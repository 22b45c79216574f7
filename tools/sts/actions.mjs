// @ts-check
/** The operations of STS. */
import { accessDenied, byCode, validationError } from './errors.mjs'
import { authorize, checkMfa } from './trust.mjs'
import { authorizeToken, checkToken } from './web-identity.mjs'
import { parseArn, rolePrincipal } from './world.mjs'

/**
 * A parsed request, with everything that its operation needs.
 * @typedef {object} Call
 * @property {import('./world.mjs').World} world
 * @property {import('./sessions.mjs').Sessions} sessions
 * @property {import('./totp.mjs').UsedCodes} usedCodes
 * @property {import('./world.mjs').Principal} principal who signed it
 * @property {string} region that it was signed for
 * @property {URLSearchParams} params
 * @property {number} now in milliseconds
 *
 * @typedef {import('./xml.mjs').Result} Result
 */

/** The default duration of a session, in seconds. */
const DEFAULT_ROLE_SECONDS = 3600
const DEFAULT_USER_SECONDS = 43_200
/** Longest session of a role assumed with a role's session, and of the root user. */
const ONE_HOUR = 3600
/** Bytes of policies and tags that the service packs into a session. */
const POLICY_SPACE = 2048

/** The requested seconds, or the default. */
const secondsOf = (/** @type {URLSearchParams} */ params, /** @type {number} */ otherwise) =>
  Number(params.get('DurationSeconds') ?? otherwise)

/** Rejects a region in which the account has deactivated STS. */
function checkRegion(/** @type {Call} */ { world, principal, region }) {
  if (!world.isDisabled(region)) return
  throw byCode(
    'RegionDisabledException',
    `STS is not activated in this region for account:${principal.account}. Your account administrator can activate STS in this region using the IAM Console.`,
  )
}

/** Rejects an ARN that is not of a role, such as that of a session. */
function checkRoleArn(/** @type {URLSearchParams} */ params) {
  if (parseArn(params.get('RoleArn') ?? '')?.kind !== 'role') throw validationError('Request ARN is invalid')
}

/**
 * The used percentage of the space for session policies and tags; `undefined` without any.
 * @param {URLSearchParams} params
 */
function packedPolicySize(params) {
  const policy = params.get('Policy')
  if (policy !== null) checkJson(policy)
  const texts = [...params].filter(([name]) => /^(Policy$|PolicyArns\.|Tags\.)/.test(name)).map(([, value]) => value)
  if (texts.length === 0) return undefined
  const percent = Math.ceil((100 * Buffer.byteLength(texts.join(''))) / POLICY_SPACE)
  if (percent > 100) {
    throw byCode('PackedPolicyTooLarge', `Packed size of session tags consumes ${percent}% of allotted space.`)
  }
  return percent
}

/** Rejects a policy that is not JSON; its content is not checked. */
function checkJson(/** @type {string} */ policy) {
  try {
    JSON.parse(policy)
  } catch {
    throw byCode('MalformedPolicyDocument', 'This policy contains invalid Json')
  }
}

/**
 * The result of assuming a role, the same for both operations.
 * @param {Pick<Call, 'sessions' | 'params' | 'now'>} call
 * @param {import('./world.mjs').Role} role
 * @param {boolean} [chained] whether the caller is a role session
 * @returns {Result}
 */
function roleSession({ sessions, params, now }, role, chained = false) {
  const seconds = secondsOf(params, DEFAULT_ROLE_SECONDS)
  if (seconds > (role.maxSessionDuration ?? DEFAULT_ROLE_SECONDS)) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  }
  const PackedPolicySize = packedPolicySize(params)
  const session = rolePrincipal(role, params.get('RoleSessionName') ?? '')
  return {
    SourceIdentity: params.get('SourceIdentity') ?? undefined,
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
    Credentials: sessions.issue({ ...session, chained }, seconds, now),
    PackedPolicySize,
  }
}

/** @param {Call} call */
function assumeRole(call) {
  const { world, principal, params } = call
  checkRegion(call)
  checkRoleArn(params)
  const role = authorize(world, principal, params, checkMfa(call))
  if (principal.kind === 'role' && secondsOf(params, DEFAULT_ROLE_SECONDS) > ONE_HOUR) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  }
  return roleSession(call, role, principal.kind === 'role')
}

/** @param {Pick<Call, 'world' | 'sessions' | 'params' | 'now'>} call */
function assumeRoleWithWebIdentity(call) {
  const { world, params, now } = call
  checkRoleArn(params)
  const token = checkToken(world, params.get('WebIdentityToken') ?? '', now)
  const role = authorizeToken(world, params.get('RoleArn') ?? '', token)
  return {
    ...roleSession(call, role),
    SubjectFromWebIdentityToken: token.subject,
    Provider: token.provider.issuer,
    Audience: token.audience,
  }
}

/** @param {Call} call */
function getSessionToken(call) {
  const { sessions, principal, params, now } = call
  checkRegion(call)
  if (principal.temporary) throw accessDenied('Cannot call GetSessionToken with session credentials')
  const mfa = checkMfa(call)
  const asked = secondsOf(params, DEFAULT_USER_SECONDS)
  const seconds = principal.kind === 'root' ? Math.min(asked, ONE_HOUR) : asked
  return { Credentials: sessions.issue({ ...principal, temporary: true, mfa }, seconds, now) }
}

/** @param {Call} call */
const getCallerIdentity = ({ principal: { arn, userId, account } }) => ({ Arn: arn, UserId: userId, Account: account })

/**
 * Operations that must be signed.
 * @type {ReadonlyMap<string, (call: Call) => Result>}
 */
export const SIGNED = new Map([
  ['AssumeRole', assumeRole],
  ['GetSessionToken', getSessionToken],
  ['GetCallerIdentity', getCallerIdentity],
])

/**
 * Operations that authenticate by a token among their parameters.
 * @type {ReadonlyMap<string, (call: Pick<Call, 'world' | 'sessions' | 'params' | 'now'>) => Result>}
 */
export const UNSIGNED = new Map([['AssumeRoleWithWebIdentity', assumeRoleWithWebIdentity]])
