// @ts-check
/** The log of requests, for tests and for users, without secrets. */

/** Parameters and headers whose values are never shown. */
const SECRET = new Set([
  'TokenCode',
  'WebIdentityToken',
  'SAMLAssertion',
  'Session',
  'SigninToken',
  'x-amz-security-token',
  'cookie',
])
const MASK = '***'

/**
 * One request. Secret values of `params` and `headers` are masked; `secret(name)` returns the value of a
 * parameter to a test that compares it, and printing the entry does not show it.
 * @typedef {object} Entry
 * @property {string} method
 * @property {string} path with its query
 * @property {string} action empty if there was none
 * @property {Record<string, string>} params
 * @property {Record<string, string>} headers names in lower case
 * @property {string | undefined} accessKeyId that the request was signed with
 * @property {string | undefined} region that it was signed for
 * @property {boolean} authOk the signature, the key and the time were valid
 * @property {boolean} fault a scripted fault changed the response
 * @property {number} status of the response; 0 if there was none
 * @property {string | undefined} code of the error, if it was one
 * @property {(name: string) => string | undefined} secret
 */

/** Values by name, the secret ones masked. */
const masked = (/** @type {Iterable<[string, string]>} */ pairs) =>
  Object.fromEntries([...pairs].map(([name, value]) => [name, SECRET.has(name) ? MASK : value]))

/** Headers without the parts that would allow a replay of the request. */
function maskedHeaders(/** @type {Record<string, string>} */ headers) {
  const shown = masked(Object.entries(headers))
  const { authorization } = headers
  return authorization === undefined
    ? shown
    : { ...shown, authorization: authorization.replace(/Signature=[^,\s]*/, `Signature=${MASK}`) }
}

/**
 * The entry of a new request.
 * @param {import('./verify.mjs').Incoming} incoming
 * @param {URLSearchParams} params
 * @returns {Entry}
 */
export function newEntry({ method, url, headers }, params) {
  const entry = {
    method,
    path: url.replace(/(SigninToken=)[^&]*/, `$1${MASK}`),
    action: params.get('Action') ?? '',
    params: masked(params),
    headers: maskedHeaders(headers),
    accessKeyId: undefined,
    region: undefined,
    authOk: false,
    fault: false,
    status: 0,
    code: undefined,
    secret: (/** @type {string} */ name) => params.get(name) ?? undefined,
  }
  return Object.defineProperty(entry, 'secret', { enumerable: false })
}

/** Sanitises text of a request for a terminal: printable ASCII, at most 200 characters. */
const printable = (/** @type {string} */ text) => text.slice(0, 200).replace(/[^ -~]/g, '?')

/**
 * An entry as one line of text.
 * @param {Entry} entry
 */
export function line({ action, params, accessKeyId, region, fault, status, code }) {
  const role = params['RoleArn'] ? ` ${params['RoleArn']}` : ''
  const signer = accessKeyId ? ` by ${accessKeyId} for ${region}` : ''
  const answer = status === 0 ? 'no answer' : `${status}${code ? ` ${code}` : ''}`
  return printable(`${action || '(no action)'}${role}${signer}: ${answer}${fault ? ' (scripted)' : ''}`)
}
