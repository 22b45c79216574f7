// @ts-check
/** Authorization of AssumeRole: trust policies and MFA. */
import { accessDenied, notAuthorized } from './errors.mjs'

/**
 * @typedef {import('./world.mjs').Principal} Principal
 * @typedef {import('./world.mjs').Statement} Statement
 * @typedef {import('./world.mjs').World} World
 */

/** The account of a trust policy entry that covers a whole account, if it does. */
const wholeAccount = (/** @type {string} */ entry) => /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(entry)?.[1]

/** Whether an entry of a trust policy names a principal itself, not only its account. */
const namesDirectly = (/** @type {string} */ entry, /** @type {Principal} */ principal) =>
  entry === principal.identityArn || entry === principal.arn

/** Whether an entry of a trust policy covers a principal. */
const covers = (/** @type {string} */ entry, /** @type {Principal} */ principal) =>
  entry === '*' || namesDirectly(entry, principal) || wholeAccount(entry) === principal.account

/**
 * Whether a statement's conditions hold.
 * @param {Statement} statement
 * @param {URLSearchParams} params
 * @param {boolean} mfa
 */
const conditionsHold = ({ externalId, mfa: needsMfa, sessionName }, params, mfa) =>
  (externalId === undefined || externalId === params.get('ExternalId')) &&
  (!needsMfa || mfa) &&
  (sessionName === undefined || sessionName === params.get('RoleSessionName'))

/**
 * The requested role, if the caller may assume it. The trust policy is sufficient if it names a caller
 * of the same account; otherwise the caller's policies must allow it too.
 * @param {World} world
 * @param {Principal} principal
 * @param {URLSearchParams} params
 * @param {boolean} mfa
 */
export function authorize(world, principal, params, mfa) {
  if (principal.kind === 'root') throw accessDenied('Roles may not be assumed by root accounts.')
  const arn = params.get('RoleArn') ?? ''
  const role = arn.startsWith(`arn:${principal.partition}:`) ? world.role(arn) : undefined
  const statements = role?.trust.filter((each) => conditionsHold(each, params, mfa)) ?? []
  const entries = statements.flatMap((each) => each.principals).filter((entry) => covers(entry, principal))
  const sameAccount = arn.split(':')[4] === principal.account
  const named = sameAccount && entries.some((entry) => namesDirectly(entry, principal))
  const allowed = entries.length > 0 && (named || world.mayAssume(principal.identityArn, arn))
  if (role === undefined || !allowed) throw notAuthorized(principal.arn, arn)
  return role
}

/**
 * Whether the caller sent an MFA code, with this request or for its session. A valid code is consumed.
 * @param {import('./actions.mjs').Call} call
 * @returns {boolean}
 */
export function checkMfa({ world, usedCodes, principal, params, now }) {
  const serial = params.get('SerialNumber')
  const code = params.get('TokenCode')
  if (serial === null && code === null) return principal.mfa
  if (serial === null || code === null) {
    throw accessDenied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.')
  }
  const device = principal.kind === 'role' ? undefined : world.device(principal.identityArn, serial)
  if (device === undefined) {
    throw accessDenied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    )
  }
  if (!usedCodes.accept(device, code, now)) {
    throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code.')
  }
  return true
}
