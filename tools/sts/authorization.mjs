// @ts-check
/** The `Authorization` header of Signature Version 4: its claims, before they are verified. */
import { badSignature, byCode, incompleteSignature } from './errors.mjs'

const ALGORITHM = 'AWS4-HMAC-SHA256'
const TERMINATOR = 'aws4_request'

/**
 * @typedef {object} Claim
 * @property {string} accessKeyId
 * @property {string} day `YYYYMMDD` of the scope
 * @property {string} region of the scope
 * @property {string} service of the scope
 * @property {string} terminator of the scope
 * @property {string[]} signedHeaders in the order given
 * @property {string} signature
 */

/** The header's `Name=value` parts. */
function partsOf(/** @type {string} */ header) {
  const [algorithm = '', ...rest] = header.trim().split(/\s+/)
  if (algorithm !== ALGORITHM) throw incompleteSignature(`Authorization header requires algorithm '${ALGORITHM}'.`)
  const parts = rest.join('').split(',')
  return new Map(
    parts.map((part) => /** @type {const} */ ([part.split('=', 1)[0] ?? '', part.slice(part.indexOf('=') + 1)])),
  )
}

/**
 * Reads the header.
 * @param {string | undefined} header
 * @returns {Claim}
 * @throws {import('./errors.mjs').StsError} if it is missing or invalid
 */
export function readClaim(header) {
  if (header === undefined) throw byCode('MissingAuthenticationToken', 'Request is missing Authentication Token')
  const parts = partsOf(header)
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.get(name))
  if (missing.length > 0) {
    throw incompleteSignature(missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' '))
  }
  const credential = parts.get('Credential') ?? ''
  const [accessKeyId = '', day = '', region = '', service = '', terminator, ...more] = credential.split('/')
  if (terminator === undefined || more.length > 0) {
    throw incompleteSignature(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term',
    )
  }
  const signedHeaders = (parts.get('SignedHeaders') ?? '').split(';')
  return { accessKeyId, day, region, service, terminator, signedHeaders, signature: parts.get('Signature') ?? '' }
}

/**
 * Rejects a scope of another service.
 * @param {Claim} claim
 * @param {readonly string[] | undefined} regions that the server accepts; by default any well-formed one
 */
export function checkScope(claim, regions) {
  const known = regions?.includes(claim.region) ?? /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(claim.region)
  if (!known) throw badSignature('Credential should be scoped to a valid region. ')
  if (claim.service !== 'sts') throw badSignature("Credential should be scoped to correct service: 'sts'. ")
  if (claim.terminator !== TERMINATOR) {
    throw badSignature(
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${claim.terminator}'. `,
    )
  }
}

/** Partitions other than `aws`, by the prefix of their regions. */
const PARTITIONS = /** @type {const} */ ([
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
])

/** The partition that a region belongs to. */
export const partitionOf = (/** @type {string} */ region) =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws'
