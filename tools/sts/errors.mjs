// @ts-check
/** The errors of the service, with its codes, statuses and messages. */

/** The namespace of errors that the service returns before it knows the API. */
export const FRONT_DOOR = 'http://webservices.amazon.com/AWSFault/2005-15-09'

/** An error that is sent as an `ErrorResponse`. */
export class StsError extends Error {
  /**
   * @param {number} status of the HTTP response
   * @param {string} code as in `Error/Code`
   * @param {string} message as in `Error/Message`
   * @param {string} [namespace] of the XML, if it is not that of the API
   */
  constructor(status, code, message, namespace) {
    super(message)
    this.name = 'StsError'
    this.status = status
    this.code = code
    this.namespace = namespace
  }

  /** The side that caused the error, as in `Error/Type`. */
  get type() {
    return this.status >= 500 ? 'Receiver' : 'Sender'
  }
}

/** The statuses of codes that tests use by name; any other code has status 400. */
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
 * An error by its code alone, with the status that the service uses.
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

/** The key, or its token, is unknown to the service. */
export const unknownKey = () => byCode('InvalidClientTokenId', 'The security token included in the request is invalid.')

/**
 * Trust, external ID, MFA condition, a role that does not exist: one message for all of them, so that a
 * caller learns nothing about the roles of others.
 * @param {string} caller the ARN that called
 * @param {string} role the requested ARN
 */
export const notAuthorized = (caller, role) =>
  accessDenied(`User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${role}`)
