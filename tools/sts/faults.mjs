// @ts-check
/** Answers gone wrong on purpose, one script for the next requests at a time. */

import { errorReply } from './dispatch.mjs'
import { byCode, StsError } from './errors.mjs'

/**
 * What goes wrong. Fields can be combined: `{ error: 'Throttling', delay: 200 }`. What replaces the
 * answer (`error`, `status`, `portal`, `redirect`, `reset`, `hang`) does so before the request is
 * looked at, so that no MFA code is spent; with `after` the request is carried out first.
 * @typedef {object} Fault
 * @property {number} [times] how many requests; 1 when absent
 * @property {string} [action] only requests for this operation
 * @property {boolean} [after] carry the request out, then answer wrongly
 *
 * @property {string | { code: string, message?: string, status?: number }} [error] an ErrorResponse
 * @property {number} [status] a bare answer with this status
 * @property {string} [body] of the bare answer, or in place of the true one
 * @property {Record<string, string>} [headers] added to the answer
 * @property {boolean} [portal] the sign-in page of a captive portal, with status 200
 * @property {string} [redirect] 307 to this URL
 * @property {boolean} [reset] the connection is reset
 * @property {boolean} [hang] no answer ever
 *
 * @property {Record<string, string>} [set] elements of the result, by dotted path, and their new text
 * @property {string[]} [omit] elements of the result, by dotted path
 *
 * @property {number} [delay] milliseconds before the answer
 * @property {{ bytes: number, every: number }} [drip] the body in pieces, so many milliseconds apart
 * @property {number} [truncate] only the first bytes of the body, as if they were all
 * @property {number} [cut] only the first bytes of the body, then the connection is reset
 */

const FIELDS = new Set(
  'times action after error status body headers portal redirect reset hang set omit delay drip truncate cut'.split(' '),
)

const PORTAL =
  '<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><form>Sign in to this network</form></body></html>\n'

/** The faults to come, in order. */
export class Faults {
  /** @type {{ fault: Fault, left: number }[]} */
  #queue = []

  /**
   * Adds faults behind those that wait.
   * @param {Fault[]} faults
   * @throws {TypeError} for a field that there is not
   */
  push(...faults) {
    for (const fault of faults) {
      const strange = Object.keys(fault).filter((name) => !FIELDS.has(name))
      if (strange.length > 0) throw new TypeError(`no such fault: ${strange.join(', ')}`)
      this.#queue.push({ fault, left: fault.times ?? 1 })
    }
  }

  /**
   * The fault for a request, the first that concerns its operation.
   * @param {string} action
   * @returns {Fault | undefined}
   */
  take(action) {
    const index = this.#queue.findIndex(({ fault }) => fault.action === undefined || fault.action === action)
    const found = this.#queue[index]
    if (found === undefined) return undefined
    found.left -= 1
    if (found.left <= 0) this.#queue.splice(index, 1)
    return found.fault
  }

  /** Forgets the faults that wait. */
  clear() {
    this.#queue.length = 0
  }

  /** How many requests the faults that wait are for. */
  get waiting() {
    return this.#queue.reduce((sum, { left }) => sum + left, 0)
  }
}

/**
 * The answer that stands in for the true one, if the fault has one.
 * @param {Fault | undefined} fault
 * @returns {import('./dispatch.mjs').Reply | undefined}
 */
export function replacement(fault) {
  if (fault === undefined) return undefined
  const html = { 'content-type': 'text/html' }
  if (fault.reset || fault.hang) return { status: 0, headers: {}, body: '', code: undefined }
  if (fault.portal) return { status: 200, headers: html, body: PORTAL, code: undefined }
  if (fault.redirect !== undefined) {
    return { status: 307, headers: { location: fault.redirect }, body: '', code: undefined }
  }
  if (fault.error !== undefined) return errorReply(errorOf(fault.error))
  if (fault.status === undefined) return undefined
  return { status: fault.status, headers: html, body: fault.body ?? '', code: undefined }
}

/** The error that a fault names. */
function errorOf(/** @type {NonNullable<Fault['error']>} */ error) {
  const { code, message = 'Scripted error', status } = typeof error === 'string' ? { code: error } : error
  if (status !== undefined) return new StsError(status, code, message)
  return byCode(code, code === 'Throttling' ? 'Rate exceeded' : message)
}

/**
 * What the fault makes of a true result: elements set and left out.
 * @param {Fault | undefined} fault
 * @returns {(result: import('./xml.mjs').Result) => import('./xml.mjs').Result}
 */
export const resultChange = (fault) => (result) => {
  const copy = structuredClone(result)
  for (const [path, text] of Object.entries(fault?.set ?? {})) put(copy, path, text)
  for (const path of fault?.omit ?? []) put(copy, path, undefined)
  return copy
}

/**
 * Puts text at a dotted path whose parents are there.
 * @param {import('./xml.mjs').Result} result
 * @param {string} path
 * @param {string | undefined} text
 */
function put(result, path, text) {
  const names = path.split('.')
  const last = names.pop() ?? ''
  let parent = result
  for (const name of names) {
    const child = parent[name]
    if (typeof child !== 'object') throw new TypeError(`the result has no ${path}`)
    parent = child
  }
  parent[last] = text
}
