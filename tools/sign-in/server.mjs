// @ts-check
/**
 * The sign-in service of the AWS console on loopback, for tests: the page that authorizes, and the tokens
 * (OAuth 2 in JSON, with PKCE and DPoP). It rejects what the service rejects: a code or a refresh token is
 * valid once, for the client, the redirect URI, the verifier and the key that it was issued for.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { isVerifierOf } from './pkce.mjs'
import { Proofs } from './proof.mjs'

const CLIENTS = ['arn:aws:signin:::devtools/same-device', 'arn:aws:signin:::devtools/cross-device']

/** The parameters of the page, in the AWS CLI's order. */
const PARAMETERS = [
  'response_type',
  'client_id',
  'state',
  'code_challenge_method',
  'scope',
  'redirect_uri',
  'code_challenge',
]

/** The hosts of the service in all partitions. */
const HOSTS = /(^|\.)signin(-fips)?\./

const base64url = (/** @type {string} */ text) => Buffer.from(text).toString('base64url')

/**
 * @typedef {object} Options
 * @property {string} [arn] the user or role session that signs in
 * @property {number} [expiresIn] the lifetime of the credentials in seconds
 * @property {() => number} [now] milliseconds since 1970
 *
 * @typedef {{ challenge: string, redirectUri: string, clientId: string }} Authorization
 */

/** A rejection. */
class Rejection extends Error {
  /** @param {string} code @param {number} [status] */
  constructor(code, status = 400) {
    super(code)
    this.code = code
    this.status = status
  }
}

/** The state of the service. */
class State {
  /** @param {Options} options */
  constructor({ arn = 'arn:aws:iam::111122223333:user/alice', expiresIn = 900, now = Date.now }) {
    this.arn = arn
    this.expiresIn = expiresIn
    this.now = now
    this.proofs = new Proofs()
    /** @type {Map<string, Authorization>} */
    this.codes = new Map()
    /** @type {Map<string, { clientId: string, x: string | undefined }>} */
    this.refreshTokens = new Map()
    /** How many times tokens were renewed. */
    this.renewals = 0
    this.issued = 0
  }

  /** The result of the page when the user approves: the redirect URI with a code. @param {URL} page */
  authorize(page) {
    const names = [...page.searchParams.keys()]
    if (page.pathname !== '/v1/authorize' || String(names) !== String(PARAMETERS))
      throw new Rejection('INVALID_REQUEST')
    const get = (/** @type {string} */ name) => page.searchParams.get(name) ?? ''
    const [clientId, redirectUri, challenge] = [get('client_id'), get('redirect_uri'), get('code_challenge')]
    const isHere = /^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/.test(redirectUri)
    const isRemote = redirectUri === `${page.origin}/v1/sessions/confirmation`
    const isClient = clientId === CLIENTS[isHere ? 0 : 1] && (isHere || isRemote)
    const isRequest =
      get('response_type') === 'code' && get('code_challenge_method') === 'SHA-256' && get('scope') === 'openid'
    if (!isClient || !isRequest || !/^[\w-]{43}$/.test(challenge)) throw new Rejection('INVALID_REQUEST')
    const code = randomUUID()
    this.codes.set(code, { challenge, redirectUri, clientId })
    return { redirectUri, code, state: get('state') }
  }

  /** @param {string} url @param {string | null} proof @param {Record<string, any>} body */
  token(url, proof, body) {
    const jwk = this.proofs.keyOf(proof, url, this.now())
    if (jwk === undefined) throw new Rejection('INVALID_DPOP', 403)
    if (body.grantType === 'authorization_code') this.#useCode(body)
    else if (body.grantType === 'refresh_token') this.#useRefreshToken(body, jwk.x)
    else throw new Rejection('INVALID_REQUEST')
    const refreshToken = `refresh/${randomUUID()}`
    this.refreshTokens.set(refreshToken, { clientId: body.clientId, x: jwk.x })
    this.issued += 1
    return {
      accessToken: {
        accessKeyId: `ASIASIGNEDIN${String(this.issued).padStart(8, '0')}`,
        secretAccessKey: `secret/${randomUUID()}`,
        sessionToken: `session//${randomUUID()}`,
      },
      tokenType: 'aws_sigv4',
      expiresIn: this.expiresIn,
      refreshToken,
      ...(body.grantType === 'authorization_code' && { idToken: this.#idToken() }),
    }
  }

  #idToken() {
    return `${base64url('{"alg":"ES384"}')}.${base64url(JSON.stringify({ sub: this.arn, iss: 'signin' }))}.c2ln`
  }

  /** @param {Record<string, any>} body */
  #useCode({ clientId, code, codeVerifier, redirectUri }) {
    const found = this.codes.get(code)
    this.codes.delete(code)
    if (found === undefined) throw new Rejection('AUTHCODE_EXPIRED', 403)
    const isHers = found.clientId === clientId && found.redirectUri === redirectUri
    if (!isHers || !isVerifierOf(codeVerifier, found.challenge)) throw new Rejection('INVALID_REQUEST')
  }

  /** @param {Record<string, any>} body @param {string | undefined} x */
  #useRefreshToken({ clientId, refreshToken }, x) {
    const found = this.refreshTokens.get(refreshToken)
    this.refreshTokens.delete(refreshToken)
    if (found === undefined || found.clientId !== clientId || found.x !== x) throw new Rejection('TOKEN_EXPIRED', 403)
    this.renewals += 1
  }
}

/**
 * Starts the service.
 * @param {Options} [options]
 */
export async function startSignIn(options = {}) {
  const state = new State(options)
  /** The requests in order: the grant types. @type {string[]} */
  const requests = []
  /** Responses that replace those of the next token requests. @type {{ status: number, body: object }[]} */
  const faults = []
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    // The URL that the program called, if a test redirected the call; it is part of the proof.
    const called = String(request.headers['x-called'] ?? `http://${request.headers.host}${request.url}`)
    const { status, answer } = token(called, String(request.headers.dpop ?? ''), body)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  /** @param {string} url @param {string} proof @param {string} text */
  function token(url, proof, text) {
    try {
      const body = JSON.parse(text)
      requests.push(body.grantType)
      const fault = faults.shift()
      if (fault) return { status: fault.status, answer: fault.body }
      if (new URL(url).pathname !== '/v1/token') throw new Rejection('NOT_FOUND', 404)
      return { status: 200, answer: state.token(url, proof, body) }
    } catch (error) {
      if (!(error instanceof Rejection)) return { status: 400, answer: { message: String(error) } }
      return { status: error.status, answer: { error: error.code, message: 'no', __type: 'AccessDeniedException' } }
    }
  }
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    state,
    requests,
    faults,
    /** Approves a page as the user does, and follows the redirect; returns the response of the program. @param {string} page */
    async approve(page) {
      const { redirectUri, code, state: sent } = state.authorize(new URL(page))
      return fetch(`${redirectUri}?${new URLSearchParams({ code, state: sent })}`)
    },
    /** The code that the page shows to a browser on another computer. @param {string} page */
    verificationCode(page) {
      const { code, state: sent } = state.authorize(new URL(page))
      return Buffer.from(String(new URLSearchParams({ state: sent, code }))).toString('base64')
    },
    /** A `fetch` that sends the requests for AWS's hosts to this server. @type {typeof fetch} */
    fetch: (input, init) => {
      const asked = new URL(String(input))
      if (!HOSTS.test(asked.hostname)) throw new Error(`unexpected call to ${asked.hostname}`)
      const headers = new Headers(init?.headers)
      headers.set('x-called', String(asked))
      return fetch(`${url}${asked.pathname}`, { ...init, headers })
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve(undefined)))
    },
  }
}
