// @ts-check
/** The outcome of a case, in one form for the AWS CLI and for rolehop, and the comparison of two. */
import { isDeepStrictEqual } from 'node:util'

/** @typedef {import('./oracle.mjs').Case} Case */
/** @typedef {import('./oracle.mjs').Result} Result */

/**
 * @typedef {object} Call one call of STS
 * @property {string} url
 * @property {string} region of the signature
 * @property {string} key the access key ID of the signature
 * @property {string | null} token
 * @property {Record<string, string>} params
 */

/**
 * @typedef {object} Outcome
 * @property {boolean} unreadable whether a file cannot be read
 * @property {string[]} profiles in the order of `list-profiles`
 * @property {Record<string, Record<string, unknown>>} values by profile and key
 * @property {string | null} [region] absent when there are no credentials
 * @property {{ accessKeyId: string, secretAccessKey: string, sessionToken: string | null }} [credentials]
 * @property {{ kind: string[], message: string }} [error] classes of the AWS CLI's error, or rolehop's codes
 * @property {Call[]} calls
 * @property {string[]} portal requests for SSO credentials, with spaces as `+`
 * @property {string[]} prompts the MFA devices of the prompts
 * @property {string[][]} processes
 * @property {string[]} written names of new entries of the shared cache
 * @property {number} [writtenSeparately] how many entries rolehop wrote to its own cache
 */

/** Default session names differ by design, and contain the time. */
const DEFAULT_NAME = /^(botocore-session|rolehop)-\d+$/

/** A call without the parts that may differ. @param {Call} call @returns {Call} */
function comparable({ params: { RoleSessionName = '', ...params }, ...call }) {
  const name = DEFAULT_NAME.test(RoleSessionName) ? 'default' : RoleSessionName
  return { ...call, params: { ...params, RoleSessionName: name } }
}

/**
 * The AWS CLI's result in the common form. Requests to other services are omitted: their effect is in
 * the credentials.
 * @param {Result} answer
 * @returns {Outcome}
 */
export function outcomeOf({ parse, region, resolve, written }) {
  const calls = resolve.requests.filter(({ params, auth }) => params.Action === 'AssumeRole' && auth)
  const { credentials, error } = resolve
  return {
    unreadable: !parse.ok,
    profiles: parse.ok ? parse.order : [],
    values: parse.ok ? parse.full_config.profiles : {},
    ...(credentials && { region: region ?? null, credentials: identity(credentials) }),
    ...(error && { error: { kind: [error.class, ...error.mro], message: error.message } }),
    ...(!credentials && !error && { error: { kind: ['NoCredentials'], message: 'no provider has credentials' } }),
    calls: calls.map(({ url, params, auth }) => ({
      url: new URL(url).href,
      region: auth?.region ?? '',
      key: auth?.access_key ?? '',
      token: auth?.token ?? null,
      params,
    })),
    portal: resolve.requests
      .map(({ url }) => url.replaceAll('%20', '+'))
      .filter((url) => url.includes('/federation/credentials?')),
    prompts: resolve.prompts.map((text) => text.replace(/^Enter MFA code for (.*): $/s, '$1')),
    processes: resolve.process_calls,
    written: Object.keys(written).sort(),
  }
}

/** @param {{ access_key: string, secret_key: string, token: string | null }} credentials */
function identity({ access_key, secret_key, token }) {
  return { accessKeyId: access_key, secretAccessKey: secret_key, sessionToken: token ?? null }
}

/** The compared fields of an outcome. */
export const FIELDS = /** @type {const} */ ([
  'unreadable',
  'profiles',
  'values',
  'end',
  'region',
  'credentials',
  'calls',
  'portal',
  'prompts',
  'processes',
  'written',
])

/** @typedef {(typeof FIELDS)[number] | 'error'} Field `error`: both fail, for reasons that are not the same */

/** @param {Outcome} outcome @param {(typeof FIELDS)[number]} field */
function fieldOf(outcome, field) {
  if (field === 'end') return outcome.error ? 'error' : 'credentials'
  if (field === 'calls') return outcome.calls.map(comparable)
  return outcome[field] ?? null
}

/**
 * The fields in which two outcomes differ. The test compares the names of errors.
 * @param {Outcome} awsCli @param {Outcome} rolehop
 * @returns {Field[]}
 */
export function differingFields(awsCli, rolehop) {
  return FIELDS.filter((field) => !isDeepStrictEqual(fieldOf(awsCli, field), fieldOf(rolehop, field)))
}
