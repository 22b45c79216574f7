// @ts-check
/** From a request to its response: parse, authenticate, authorize, perform. */
import { randomUUID } from 'node:crypto'
import { SIGNED, UNSIGNED } from './actions.mjs'
import { readClaim } from './authorization.mjs'
import { FRONT_DOOR, StsError } from './errors.mjs'
import { checkLimits, isAction } from './limits.mjs'
import { verify } from './verify.mjs'
import { errorXml, successXml } from './xml.mjs'

const VERSION = '2011-06-15'
const FORM = /^application\/x-www-form-urlencoded\b/i

/**
 * A response before it is sent.
 * @typedef {object} Reply
 * @property {number} status
 * @property {Record<string, string>} headers
 * @property {string} body
 * @property {string | undefined} code of the error, if it is one
 *
 * The state that all requests share.
 * @typedef {Omit<import('./actions.mjs').Call, 'principal' | 'region' | 'params' | 'now'> & { regions: readonly string[] | undefined }} Service
 */

/**
 * The parameters of a request's form; none when it is not a form.
 * @param {import('./verify.mjs').Incoming} incoming
 */
export const formOf = ({ headers, body }) =>
  new URLSearchParams(FORM.test(headers['content-type'] ?? '') ? body.toString('utf8') : '')

/**
 * The response with an error.
 * @param {StsError} error
 * @returns {Reply}
 */
export function errorReply(error) {
  const requestId = randomUUID()
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: errorXml(error, requestId),
    code: error.code,
  }
}

/**
 * The response with a result.
 * @param {string} action
 * @param {import('./xml.mjs').Result} result
 * @returns {Reply}
 */
function successReply(action, result) {
  const requestId = randomUUID()
  return {
    status: 200,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: successXml(action, result, requestId),
    code: undefined,
  }
}

/** Rejects an unknown operation or API version. */
function checkAction(/** @type {URLSearchParams} */ params) {
  const action = params.get('Action')
  const version = params.get('Version') ?? 'NO_VERSION_SPECIFIED'
  if (action === null) throw new StsError(400, 'MissingAction', 'Missing Action', FRONT_DOOR)
  if (isAction(action) && version === VERSION) return action
  const message = `Could not find operation ${action} for version ${version}`
  throw new StsError(400, 'InvalidAction', message, FRONT_DOOR)
}

/**
 * Performs a request.
 * @param {Service} service
 * @param {import('./verify.mjs').Incoming} incoming
 * @param {URLSearchParams} params
 * @param {number} now in milliseconds
 * @param {import('./log.mjs').Entry} entry gets the caller once it is known
 */
async function perform(service, incoming, params, now, entry) {
  const action = checkAction(params)
  const unsigned = UNSIGNED.get(action)
  if (unsigned !== undefined) {
    checkLimits(action, params)
    return { action, result: unsigned({ ...service, params, now }) }
  }
  const claim = readClaim(incoming.headers['authorization'])
  entry.accessKeyId = claim.accessKeyId
  entry.region = claim.region
  const principal = await verify(incoming, claim, { ...service, now })
  entry.authOk = true
  checkLimits(action, params)
  const signed = SIGNED.get(action)
  return { action, result: signed?.({ ...service, principal, region: claim.region, params, now }) ?? {} }
}

/**
 * Handles a request.
 * @param {Service} service
 * @param {import('./verify.mjs').Incoming} incoming
 * @param {URLSearchParams} params
 * @param {number} now in milliseconds
 * @param {import('./log.mjs').Entry} entry
 * @param {(result: import('./xml.mjs').Result) => import('./xml.mjs').Result} change the changes of a fault to a result
 * @returns {Promise<Reply>}
 */
export async function dispatch(service, incoming, params, now, entry, change) {
  try {
    const { action, result } = await perform(service, incoming, params, now, entry)
    return successReply(action, change(result))
  } catch (error) {
    if (error instanceof StsError) return errorReply(error)
    throw error
  }
}
