// @ts-check
/** What a case comes to, in one form for the reference and for rolehop, and where two differ. */
import { isDeepStrictEqual } from 'node:util'

/** @typedef {import('./oracle.mjs').Case} Case */
/** @typedef {import('./oracle.mjs').Answer} Answer */

/**
 * @typedef {object} Call one call of STS
 * @property {string} url
 * @property {string} region of the signature
 * @property {string} key the access key id that signed
 * @property {string | null} token
 * @property {Record<string, string>} params
 */

/**
 * @typedef {object} Outcome
 * @property {boolean} refused whether a file is not read at all
 * @property {string[]} profiles in the order of `list-profiles`
 * @property {Record<string, Record<string, unknown>>} values by profile and key
 * @property {string | null} [region] absent when there are no credentials
 * @property {{ accessKeyId: string, secretAccessKey: string, sessionToken: string | null }} [credentials]
 * @property {{ kind: string[], message: string }} [error] classes of the reference's error, or codes of ours
 * @property {Call[]} calls
 * @property {string[]} portal requests for single sign-on credentials; a blank is a plus
 * @property {string[]} prompts the MFA devices that were asked for
 * @property {string[][]} processes
 * @property {string[]} written names of new entries of the shared cache
 * @property {number} [writtenApart] how many entries rolehop wrote to its own cache
 */

/** Default session names differ by design, and hold the time. */
const DEFAULT_NAME = /^(botocore-session|rolehop)-\d+$/

/** A call without what is free to differ. @param {Call} call @returns {Call} */
function comparable({ params: { RoleSessionName = '', ...params }, ...call }) {
  const name = DEFAULT_NAME.test(RoleSessionName) ? 'default' : RoleSessionName
  return { ...call, params: { ...params, RoleSessionName: name } }
}

/**
 * The reference's answer in the common form. Requests to other services are left out: what they
 * are for shows in the credentials.
 * @param {Answer} answer
 * @returns {Outcome}
 */
export function outcomeOf({ parse, region, resolve, written }) {
  const calls = resolve.requests.filter(({ params, auth }) => params.Action === 'AssumeRole' && auth)
  const { credentials, error } = resolve
  return {
    refused: !parse.ok,
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

/** What an outcome is compared by. */
export const FIELDS = /** @type {const} */ ([
  'refused',
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
 * The fields in which two outcomes differ. How errors are named is looked at by the test.
 * @param {Outcome} theirs @param {Outcome} ours
 * @returns {Field[]}
 */
export function differingFields(theirs, ours) {
  return FIELDS.filter((field) => !isDeepStrictEqual(fieldOf(theirs, field), fieldOf(ours, field)))
}
