// @ts-check
/** What the service refuses, in its own codes, statuses and sentences. */

/** The namespace of errors that the service's front door gives before it knows the API. */
export const FRONT_DOOR = 'http://webservices.amazon.com/AWSFault/2005-15-09'

/** A refusal that is answered as an `ErrorResponse`. */
export class StsError extends Error {
  /**
   * @param {number} status of the HTTP answer
   * @param {string} code as in `Error/Code`
   * @param {string} message as in `Error/Message`
   * @param {string} [namespace] of the XML, when it is not the API's own
   */
  constructor(status, code, message, namespace) {
    super(message)
    this.name = 'StsError'
    this.status = status
    this.code = code
    this.namespace = namespace
  }

  /** Whose fault it was, as in `Error/Type`. */
  get type() {
    return this.status >= 500 ? 'Receiver' : 'Sender'
  }
}

/** The statuses of codes that tests ask for by name; any other code is answered with 400. */
const STATUS = new Map([
  ['AccessDenied', 403],
  ['ExpiredToken', 403],
  ['IDPRejectedClaim', 403],
  ['InternalFailure', 500],
  ['InvalidClientTokenId', 403],
  ['MissingAuthenticationToken', 403],
  ['OptInRequired', 403],
  ['RegionDisabledException', 403],
  ['ServiceUnavailable', 503],
  ['SignatureDoesNotMatch', 403],
])

/**
 * An error by its code alone, with the status that the service gives it.
 * @param {string} code
 * @param {string} message
 */
export const byCode = (code, message) => new StsError(STATUS.get(code) ?? 400, code, message)

/** @param {string} message */
export const accessDenied = (message) => byCode('AccessDenied', message)

/** @param {string} message */
export const validationError = (message) => byCode('ValidationError', message)

/** @param {string} message */
export const badSignature = (message) => byCode('SignatureDoesNotMatch', message)

/** @param {string} message */
export const incompleteSignature = (message) => byCode('IncompleteSignature', message)

/** The key, or the token that came with it, is not one that the service knows. */
export const unknownKey = () => byCode('InvalidClientTokenId', 'The security token included in the request is invalid.')

/**
 * Trust, external id, MFA condition, a role that does not exist: one sentence for all of them, so
 * that a caller learns nothing about other people's roles.
 * @param {string} caller the ARN that called
 * @param {string} role the ARN that was asked for
 */
export const notAuthorized = (caller, role) =>
  accessDenied(`User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`)
