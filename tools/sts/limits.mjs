// @ts-check
/** Lengths, ranges and patterns of parameters, from the service's model (API version 2011-06-15). */
import { validationError } from './errors.mjs'

/**
 * @typedef {object} Limit
 * @property {number} [min] length, or value of a number
 * @property {number} [max]
 * @property {string} [pattern] of the whole value, a regular expression as the service writes it
 * @property {boolean} [required]
 * @property {boolean} [integer]
 */

const NAME = '[\\w+=,.@-]*'
const TEXT = '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]+'
const POLICY = '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+'

/** @type {Record<string, Limit>} */
const MFA = {
  SerialNumber: { min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' },
  TokenCode: { min: 6, max: 6, pattern: '[\\d]*' },
}

/** @type {Record<string, Limit>} */
const ROLE = {
  RoleArn: { min: 20, max: 2048, pattern: TEXT, required: true },
  RoleSessionName: { min: 2, max: 64, pattern: NAME, required: true },
  DurationSeconds: { min: 900, max: 43_200, integer: true },
}

/** @type {Record<string, Record<string, Limit>>} */
const LIMITS = {
  AssumeRole: {
    ...ROLE,
    ...MFA,
    ExternalId: { min: 2, max: 1224, pattern: '[\\w+=,.@:\\/-]*' },
    Policy: { min: 1, pattern: POLICY },
    SourceIdentity: { min: 2, max: 64, pattern: NAME },
  },
  AssumeRoleWithWebIdentity: {
    ...ROLE,
    WebIdentityToken: { min: 4, max: 20_000, required: true },
    ProviderId: { min: 4, max: 2048 },
    Policy: { min: 1, max: 2048, pattern: POLICY },
  },
  GetSessionToken: { ...MFA, DurationSeconds: { min: 900, max: 129_600, integer: true } },
  GetCallerIdentity: {},
}

/** A pattern in the service's message, which writes long code points without braces. */
const shownPattern = (/** @type {string} */ pattern) => pattern.replace(/[{}]/g, '')

/** Whether the whole value matches a pattern. */
const fits = (/** @type {string} */ value, /** @type {string} */ pattern) => new RegExp(`^${pattern}$`, 'u').test(value)

/**
 * The constraints that a value violates.
 * @param {string} value
 * @param {Limit} limit
 * @returns {string[]} constraints, in the words of the service
 */
function violations(value, { min = 0, max = Number.POSITIVE_INFINITY, pattern, integer }) {
  if (integer && !/^[+-]?\d+$/.test(value)) return ['Member must be an integer']
  const size = integer ? Number(value) : [...value].length
  const what = integer ? 'value' : 'length'
  const broken = []
  if (size > max) broken.push(`Member must have ${what} less than or equal to ${max}`)
  if (size < min) broken.push(`Member must have ${what} greater than or equal to ${min}`)
  if (pattern !== undefined && !fits(value, pattern)) {
    broken.push(`Member must satisfy regular expression pattern: ${shownPattern(pattern)}`)
  }
  return broken
}

/**
 * All errors of one parameter.
 * @param {string} name
 * @param {string | null} value
 * @param {Limit} limit
 */
function errorsOf(name, value, limit) {
  const shown = value === null ? 'null' : `'${value}'`
  const absent = limit.required ? ['Member must not be null'] : []
  const broken = value === null ? absent : violations(value, limit)
  const member = name.charAt(0).toLowerCase() + name.slice(1)
  return broken.map((constraint) => `Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`)
}

/** Whether the service has an operation. */
export const isAction = (/** @type {string} */ action) => Object.hasOwn(LIMITS, action)

/**
 * Rejects parameters outside the limits, with all errors in one message. Like the service, it repeats
 * the values: an MFA code with a space is in the message.
 * @param {string} action
 * @param {URLSearchParams} params
 */
export function checkLimits(action, params) {
  const all = Object.entries(LIMITS[action] ?? {}).flatMap(([name, limit]) => errorsOf(name, params.get(name), limit))
  if (all.length === 0) return
  throw validationError(`${all.length} validation error${all.length > 1 ? 's' : ''} detected: ${all.join('; ')}`)
}
