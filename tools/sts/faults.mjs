// @ts-check
/** Fault injection: scripted wrong responses to the next requests. */

import { errorReply } from './dispatch.mjs'
import { byCode, StsError } from './errors.mjs'

/**
 * A fault. Fields can be combined: `{ error: 'Throttling', delay: 200 }`. Fields that replace the
 * response (`error`, `status`, `portal`, `redirect`, `reset`, `hang`) apply before the request is
 * processed, so no MFA code is consumed; with `after` the request is processed first.
 * @typedef {object} Fault
 * @property {number} [times] the number of requests, by default 1
 * @property {string} [action] only requests for this operation
 * @property {boolean} [after] process the request, then apply the fault
 *
 * @property {string | { code: string, message?: string, status?: number }} [error] an ErrorResponse
 * @property {number} [status] a bare response with this status
 * @property {string} [body] of the bare response, or instead of the real one
 * @property {Record<string, string>} [headers] added to the response
 * @property {boolean} [portal] the sign-in page of a captive portal, with status 200
 * @property {string} [redirect] 307 to this URL
 * @property {boolean} [reset] the connection is reset
 * @property {boolean} [hang] never responds
 *
 * @property {Record<string, string>} [set] elements of the result, by dotted path, and their new text
 * @property {string[]} [omit] elements of the result, by dotted path
 *
 * @property {number} [delay] milliseconds before the response
 * @property {{ bytes: number, every: number }} [drip] the body in pieces, with `every` milliseconds between them
 * @property {number} [truncate] only the first bytes of the body, as if it were complete
 * @property {number} [cut] only the first bytes of the body, then the connection is reset
 */

const FIELDS = new Set(
  'times action after error status body headers portal redirect reset hang set omit delay drip truncate cut'.split(' '),
)

const PORTAL =
  '<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body><form>Sign in to this network</form></body></html>\n'

/** The queue of faults. */
export class Faults {
  /** @type {{ fault: Fault, left: number }[]} */
  #queue = []

  /**
   * Adds faults to the end of the queue.
   * @param {Fault[]} faults
   * @throws {TypeError} for an unknown field
   */
  push(...faults) {
    for (const fault of faults) {
      const strange = Object.keys(fault).filter((name) => !FIELDS.has(name))
      if (strange.length > 0) throw new TypeError(`no such fault: ${strange.join(', ')}`)
      this.#queue.push({ fault, left: fault.times ?? 1 })
    }
  }

  /**
   * The fault for a request: the first one for its operation.
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

  /** Removes all queued faults. */
  clear() {
    this.#queue.length = 0
  }

  /** The number of requests that the queued faults apply to. */
  get waiting() {
    return this.#queue.reduce((sum, { left }) => sum + left, 0)
  }
}

/**
 * The response that replaces the real one, if the fault has one.
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
 * The result with the elements that a fault sets or omits.
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
 * Sets a text at a dotted path whose parents exist.
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
