// @ts-check
/** The loopback STS as an HTTP server. */
import { createServer } from 'node:http'
import { deliver } from './deliver.mjs'
import { demoWorld } from './demo.mjs'
import { dispatch, errorReply, formOf } from './dispatch.mjs'
import { StsError } from './errors.mjs'
import { Faults, replacement, resultChange } from './faults.mjs'
import { Federation } from './federation.mjs'
import { line, newEntry } from './log.mjs'
import { Sessions } from './sessions.mjs'
import { UsedCodes } from './totp.mjs'
import { World } from './world.mjs'

/** The longest body that is read, in bytes. */
const MAX_BODY = 64 * 1024

/**
 * @typedef {object} Options
 * @property {import('./world.mjs').WorldDescription} [world] users, roles and providers; by default the demo's
 * @property {number} [port] by default 0, any free port
 * @property {'127.0.0.1' | '::1'} [host]
 * @property {() => number} [now] the clock, in milliseconds
 * @property {number} [clockOffset] seconds that the server's clock is ahead of `now`
 * @property {readonly string[]} [regions] that requests may be signed for; by default any
 * @property {boolean | string} [cors] lets pages of any origin, or of this one, call
 * @property {import('./faults.mjs').Fault[]} [faults] for the first requests
 * @property {(line: string) => void} [log] gets a line for each request, without secrets
 *
 * @typedef {object} Sts
 * @property {string} url without a slash at the end
 * @property {number} port
 * @property {import('./log.mjs').Entry[]} requests in the order of arrival
 * @property {Faults} faults
 * @property {{ clockOffset: number, sessions: Sessions }} state may be changed while it runs
 * @property {() => Promise<void>} close ends the server and every connection
 */

/**
 * Reads a body. One that is too long is read to its end, so that the client gets the response, but not
 * stored.
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Buffer | undefined>} `undefined` if it is too long
 */
async function readBody(request) {
  const chunks = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > MAX_BODY) chunks.length = 0
    else chunks.push(chunk)
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks)
}

/** Headers with one value for each name. */
const flatHeaders = (/** @type {import('node:http').IncomingHttpHeaders} */ headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(',')]))

/**
 * The CORS headers of every response and of preflight requests.
 * @param {boolean | string | undefined} cors
 * @param {import('node:http').IncomingMessage} request
 * @returns {Record<string, string>}
 */
function corsHeaders(cors, request) {
  if (!cors) return {}
  const shared = {
    'access-control-allow-origin': cors === true ? '*' : cors,
    // Not `date`: AWS does not expose it to pages either.
    'access-control-expose-headers': 'x-amzn-RequestId',
  }
  if (request.method !== 'OPTIONS') return shared
  return {
    ...shared,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-allow-private-network': 'true',
    'access-control-max-age': '600',
  }
}

/** The response to a request that is not a POST. */
const notPost = (/** @type {string | undefined} */ method, /** @type {boolean} */ cors) =>
  method === 'OPTIONS' && cors
    ? { status: 200, headers: {}, body: '', code: undefined }
    : { status: 405, headers: { allow: 'POST' }, body: 'An STS for tests: it answers POST.\n', code: undefined }

/** Whether a request is for the console's sign-in. */
const isFederation = (/** @type {string | undefined} */ url) => /^\/federation([?]|$)/.test(url ?? '')

/** The response to a body that is too long. */
const tooLarge = () => errorReply(new StsError(413, 'RequestEntityTooLarge', 'Request entity too large'))

/** The state of a running server, and its request handler. */
class Service {
  /** @param {Options} options */
  constructor(options) {
    const { world = demoWorld(), now = Date.now, clockOffset = 0, regions, cors, faults = [], log } = options
    this.shared = { world: new World(world), sessions: new Sessions(), usedCodes: new UsedCodes(), regions }
    this.federation = new Federation(this.shared.sessions)
    this.state = { clockOffset, sessions: this.shared.sessions }
    this.faults = new Faults()
    this.faults.push(...faults)
    this.now = () => now() + this.state.clockOffset * 1000
    this.cors = cors
    this.log = log
    /** @type {import('./log.mjs').Entry[]} */
    this.requests = []
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async handle(request, response) {
    response.sendDate = false
    response.setHeader('date', new Date(this.now()).toUTCString())
    // AWS does not document CORS for the console's sign-in.
    const cors = isFederation(request.url) ? undefined : this.cors
    for (const [name, value] of Object.entries(corsHeaders(cors, request))) response.setHeader(name, value)
    const body = await readBody(request)
    if (body === undefined) return deliver(response, tooLarge())
    const { method = 'GET', url = '/' } = request
    if (method !== 'POST' && !isFederation(url)) return deliver(response, notPost(method, Boolean(cors)))
    const { reply, fault } = await this.answer({ method, url, headers: flatHeaders(request.headers), body })
    await deliver(response, reply, fault)
  }

  /** @param {import('./verify.mjs').Incoming} incoming */
  async answer(incoming) {
    const params = formOf(incoming)
    const entry = newEntry(incoming, params)
    this.requests.push(entry)
    const fault = this.faults.take(entry.action)
    const stand = replacement(fault)
    const reply = stand === undefined || fault?.after ? await this.perform(incoming, params, entry, fault) : stand
    const final = stand ?? reply
    entry.fault = fault !== undefined
    entry.status = final.status
    entry.code = final.code
    this.log?.(line(entry))
    return { reply: final, fault }
  }

  /**
   * Performs a request to STS or to the console's sign-in.
   * @param {import('./verify.mjs').Incoming} incoming
   * @param {URLSearchParams} params
   * @param {import('./log.mjs').Entry} entry
   * @param {import('./faults.mjs').Fault | undefined} fault
   */
  async perform(incoming, params, entry, fault) {
    if (isFederation(incoming.url)) return this.federation.answer(incoming, params, this.now())
    return dispatch(this.shared, incoming, params, this.now(), entry, resultChange(fault))
  }
}

/**
 * Starts an STS on a loopback address.
 * @param {Options} [options]
 * @returns {Promise<Sts>}
 * @throws {TypeError} if the world or a fault is invalid
 */
export async function startSts(options = {}) {
  const { host = '127.0.0.1', port = 0 } = options
  if (host !== '127.0.0.1' && host !== '::1') throw new TypeError('the STS listens on a loopback address only')
  const service = new Service(options)
  const server = createServer((request, response) => {
    service.handle(request, response).catch((error) => {
      options.log?.(`failed: ${error.name}`)
      response.destroy()
    })
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, host, () => resolve(undefined)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://${host === '::1' ? '[::1]' : host}:${address.port}`,
    port: address.port,
    requests: service.requests,
    faults: service.faults,
    state: service.state,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
