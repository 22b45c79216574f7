// @ts-check
/**
 * Verifies Signature Version 4 by signing the request again with `@smithy/signature-v4`, an independent
 * implementation: the signatures must be equal.
 */
import { timingSafeEqual } from 'node:crypto'
import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { checkScope, partitionOf } from './authorization.mjs'
import { badSignature, byCode, incompleteSignature, unknownKey } from './errors.mjs'

/** The allowed difference of the signing time to the server's clock, in milliseconds. */
const MAX_BEHIND = 15 * 60_000
const MAX_AHEAD = 5 * 60_000

/**
 * A received request.
 * @typedef {object} Incoming
 * @property {string} method
 * @property {string} url path and query, as sent
 * @property {Record<string, string>} headers names in lower case
 * @property {Buffer} body
 *
 * The state that a request is verified against.
 * @typedef {object} Known
 * @property {import('./world.mjs').World} world
 * @property {import('./sessions.mjs').Sessions} sessions
 * @property {number} now in milliseconds
 * @property {readonly string[] | undefined} regions
 */

/** A time in the form of `X-Amz-Date`. */
const basicDate = (/** @type {number} */ time) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '')

/** The time of an `X-Amz-Date` in milliseconds, or `undefined`. */
function parseBasicDate(/** @type {string} */ text) {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? undefined : time
}

/**
 * The signing time; rejected if it is outside the service's window: 15 minutes behind, 5 ahead.
 * @param {string} text of `X-Amz-Date`
 * @param {string} day of the scope
 * @param {number} now
 */
function checkDate(text, day, now) {
  const signed = parseBasicDate(text)
  if (signed === undefined) throw incompleteSignature("Date must be in ISO-8601 'basic format'.")
  if (day !== text.slice(0, 8)) {
    throw badSignature(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${day}' != '${text.slice(0, 8)}', from '${text}'.`,
    )
  }
  if (signed < now - MAX_BEHIND) {
    throw badSignature(
      `Signature expired: ${text} is now earlier than ${basicDate(now - MAX_BEHIND)} (${basicDate(now)} - 15 min.)`,
    )
  }
  if (signed > now + MAX_AHEAD) {
    throw badSignature(
      `Signature not yet current: ${text} is still later than ${basicDate(now + MAX_AHEAD)} (${basicDate(now)} + 5 min.)`,
    )
  }
  return new Date(signed)
}

/**
 * The secret and the principal of a key.
 * @param {string} accessKeyId
 * @param {string | undefined} token of the request
 * @param {Known} known
 */
function lookUp(accessKeyId, token, { world, sessions, now }) {
  const session = sessions.find(accessKeyId)
  if (session !== undefined && session.sessionToken === token) {
    if (session.expires <= now) throw byCode('ExpiredToken', 'The security token included in the request is expired')
    return session
  }
  const key = token === undefined ? world.key(accessKeyId) : undefined
  if (key === undefined) throw unknownKey()
  return key
}

/** Checks that all headers that require it are signed. */
function checkSignedHeaders(/** @type {string[]} */ signed, /** @type {Record<string, string>} */ headers) {
  if (!signed.includes('host')) {
    throw badSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  }
  if (headers['x-amz-date'] === undefined || !signed.includes('x-amz-date')) {
    throw incompleteSignature("Authorization header requires existence of a signed 'X-Amz-Date' header.")
  }
  if (headers['x-amz-security-token'] !== undefined && !signed.includes('x-amz-security-token')) {
    throw badSignature("'X-Amz-Security-Token' must be a 'SignedHeader' in the AWS Authorization.")
  }
}

/** The query of a URL in the signer's format: names to values, decoded once. */
function queryOf(/** @type {URLSearchParams} */ params) {
  /** @type {Record<string, string[]>} */
  const query = {}
  for (const name of params.keys()) query[name] = params.getAll(name)
  return query
}

/**
 * The expected signature of a request.
 * @param {Incoming} incoming
 * @param {import('./authorization.mjs').Claim} claim
 * @param {string} secretAccessKey
 * @param {Date} signingDate
 */
async function expectedSignature({ method, url, headers, body }, claim, secretAccessKey, signingDate) {
  const { accessKeyId, region, signedHeaders } = claim
  const signer = new SignatureV4({
    service: 'sts',
    region,
    credentials: { accessKeyId, secretAccessKey },
    sha256: Sha256,
    applyChecksum: false,
  })
  const [path = '/', search = ''] = url.split('?', 2)
  const request = {
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    query: queryOf(new URLSearchParams(search)),
    headers: Object.fromEntries(signedHeaders.map((name) => [name, headers[name] ?? ''])),
    body,
  }
  const signed = await signer.sign(request, { signingDate, signableHeaders: new Set(signedHeaders) })
  return signed.headers['authorization']?.split('Signature=')[1] ?? ''
}

/** Whether the body has the signed hash; the signer would trust the header. */
async function bodyMatches(/** @type {Incoming} */ { headers, body }) {
  const stated = headers['x-amz-content-sha256']
  if (stated === undefined) return true
  const hash = new Sha256()
  hash.update(body)
  return Buffer.from(await hash.digest()).toString('hex') === stated
}

/** Compares in constant time. */
function same(/** @type {string} */ left, /** @type {string} */ right) {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * The principal that signed a request.
 * @param {Incoming} incoming
 * @param {import('./authorization.mjs').Claim} claim
 * @param {Known} known
 * @returns {Promise<import('./world.mjs').Principal>}
 * @throws {import('./errors.mjs').StsError} if the service would reject it
 */
export async function verify(incoming, claim, known) {
  const { headers } = incoming
  checkSignedHeaders(claim.signedHeaders, headers)
  checkScope(claim, known.regions)
  const date = checkDate(headers['x-amz-date'] ?? '', claim.day, known.now)
  const { secretAccessKey, principal } = lookUp(claim.accessKeyId, headers['x-amz-security-token'], known)
  if (principal.partition !== partitionOf(claim.region)) throw unknownKey()
  const expected = await expectedSignature(incoming, claim, secretAccessKey, date)
  if (!same(expected, claim.signature) || !(await bodyMatches(incoming))) {
    throw badSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
  }
  return principal
}
