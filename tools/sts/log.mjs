// @ts-check
/** What was asked, kept for tests and shown to people, with the secrets left out. */

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
 * One request. Its `params` and `headers` are masked where they are secret; `secret(name)` gives
 * such a parameter to a test that must compare it, and printing the entry does not.
 * @typedef {object} Entry
 * @property {string} method
 * @property {string} path with its query
 * @property {string} action empty when there was none
 * @property {Record<string, string>} params
 * @property {Record<string, string>} headers names in lower case
 * @property {string | undefined} accessKeyId that the request was signed with
 * @property {string | undefined} region that it was signed for
 * @property {boolean} authOk the signature, the key and the time were good
 * @property {boolean} fault a scripted fault took part in the answer
 * @property {number} status of the answer; 0 when there was none
 * @property {string | undefined} code of the error, if it was one
 * @property {(name: string) => string | undefined} secret
 */

/** Values by name, the secret ones masked. */
const masked = (/** @type {Iterable<[string, string]>} */ pairs) =>
  Object.fromEntries([...pairs].map(([name, value]) => [name, SECRET.has(name) ? MASK : value]))

/** Headers without what would let a reader send the request again. */
function maskedHeaders(/** @type {Record<string, string>} */ headers) {
  const shown = masked(Object.entries(headers))
  const { authorization } = headers
  return authorization === undefined
    ? shown
    : { ...shown, authorization: authorization.replace(/Signature=[^,\s]*/, `Signature=${MASK}`) }
}

/**
 * The entry of a request that has just come in.
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

/** Text from outside made fit for a terminal: printable ASCII, at most 200 characters. */
const printable = (/** @type {string} */ text) => text.slice(0, 200).replace(/[^ -~]/g, '?')

/**
 * An entry as one line for people.
 * @param {Entry} entry
 */
export function line({ action, params, accessKeyId, region, fault, status, code }) {
  const role = params['RoleArn'] ? ` ${params['RoleArn']}` : ''
  const signer = accessKeyId ? ` by ${accessKeyId} for ${region}` : ''
  const answer = status === 0 ? 'no answer' : `${status}${code ? ` ${code}` : ''}`
  return printable(`${action || '(no action)'}${role}${signer}: ${answer}${fault ? ' (scripted)' : ''}`)
}
