// @ts-check
/**
 * IAM Identity Center on loopback, for tests: the OIDC service (OAuth 2 in JSON) and the portal. It has
 * one portal, stores registrations and confirmations, and rejects what the service rejects. Tokens are
 * valid until they expire or are revoked; a refresh token is valid once, and so is an authorization code,
 * for the client, the redirect URI and the verifier that it was issued for.
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { isVerifierOf } from '../sign-in/pkce.mjs'

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'

/** The registration for authorization codes, as the AWS CLI makes it. */
const CODE_CLIENT = {
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
}

/** The parameters of the page, in the AWS CLI's order. */
const PARAMETERS = [
  'response_type',
  'client_id',
  'redirect_uri',
  'state',
  'code_challenge_method',
  'scopes',
  'code_challenge',
]

/**
 * @typedef {object} Options
 * @property {string} [startUrl] the start URL of the portal
 * @property {Record<string, string[]>} [roles] by account, the names of the roles
 * @property {Record<string, { name?: string, email?: string }>} [accounts] by account, what the portal tells of it
 * @property {number} [pageSize] the number of accounts or roles on a page
 * @property {(request: string) => boolean} [throttles] whether a request, by method and path with query, is throttled
 * @property {number} [interval] the minimum seconds between two token requests
 * @property {number} [tokenSeconds] the lifetime of an access token
 * @property {() => number} [now] milliseconds since 1970
 * @property {(account: string, role: string) => RoleCredentials} [issue] issues a role's
 *   credentials, for tests with an STS that accepts only these; by default random ones
 *
 * @typedef {object} RoleCredentials
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {string} sessionToken
 * @property {number} expiration milliseconds since 1970
 */

/** A rejection: an OAuth error of the OIDC service, or a message of the portal. */
class Rejection extends Error {
  /**
   * @param {number} status
   * @param {object} body
   */
  constructor(status, body) {
    super(JSON.stringify(body))
    this.status = status
    this.body = body
  }
}

const oauth = (/** @type {string} */ error, status = 400) =>
  new Rejection(status, { error, error_description: `${error} of the stage` })

/** The state and the operations of both services. */
class State {
  /** @param {Options} options */
  constructor(options) {
    this.startUrl = options.startUrl ?? 'https://corp.awsapps.com/start'
    this.roles = options.roles ?? { 111122223333: ['Dev'] }
    this.accounts = options.accounts ?? {}
    this.pageSize = options.pageSize ?? 100
    this.throttles = options.throttles ?? (() => false)
    this.interval = options.interval ?? 1
    this.tokenSeconds = options.tokenSeconds ?? 8 * 3600
    this.now = options.now ?? Date.now
    this.issue = options.issue ?? (() => this.#newCredentials())
    /** @type {Map<string, { secret: string, scopes: string[], forCodes: boolean }>} */
    this.clients = new Map()
    /** @type {Map<string, { challenge: string, redirectUri: string, clientId: string, ends: number }>} */
    this.codes = new Map()
    /** @type {Map<string, { userCode: string, clientId: string, ends: number, asked: number, state: 'pending' | 'confirmed' | 'denied' | 'used' }>} */
    this.devices = new Map()
    /** @type {Map<string, { ends: number }>} */
    this.accessTokens = new Map()
    /** @type {Map<string, string>} refresh token → client */
    this.refreshTokens = new Map()
  }

  /** @param {Record<string, any>} body */
  register({ clientName, clientType, scopes, grantTypes, redirectUris, issuerUrl }) {
    if (typeof clientName !== 'string' || clientType !== 'public') throw oauth('invalid_client_metadata')
    if (scopes?.length === 0) throw oauth('invalid_scope')
    const forCodes = JSON.stringify({ grantTypes, redirectUris }) === JSON.stringify(CODE_CLIENT)
    if (!forCodes && (grantTypes ?? redirectUris ?? issuerUrl)) throw oauth('invalid_client_metadata')
    if (forCodes && (issuerUrl !== this.startUrl || scopes === undefined)) throw oauth('invalid_client_metadata')
    const clientId = randomUUID()
    const clientSecret = randomUUID()
    this.clients.set(clientId, { secret: clientSecret, scopes: scopes ?? [], forCodes })
    const seconds = Math.floor(this.now() / 1000)
    return { clientId, clientSecret, clientIdIssuedAt: seconds, clientSecretExpiresAt: seconds + 90 * 86_400 }
  }

  /** @param {Record<string, any>} body */
  authorize(body) {
    this.#authenticate(body)
    if (body.startUrl !== this.startUrl) throw oauth('invalid_request')
    const deviceCode = randomUUID()
    const userCode = randomUUID().slice(0, 8).toUpperCase()
    const device = { userCode, clientId: body.clientId, ends: this.now() + 600_000, asked: 0 }
    this.devices.set(deviceCode, { ...device, state: 'pending' })
    const page = 'https://device.sso.eu-central-1.amazonaws.com/'
    return {
      deviceCode,
      userCode,
      verificationUri: page,
      verificationUriComplete: `${page}?user_code=${userCode}`,
      expiresIn: 600,
      interval: this.interval,
    }
  }

  /** The result of the page when the user approves: the redirect URI with a code. @param {URL} page */
  authorizeCode(page) {
    const names = [...page.searchParams.keys()]
    const get = (/** @type {string} */ name) => page.searchParams.get(name) ?? ''
    const [clientId, redirectUri, challenge] = [get('client_id'), get('redirect_uri'), get('code_challenge')]
    const client = this.clients.get(clientId)
    const isPage = page.pathname === '/authorize' && String(names) === String(PARAMETERS)
    const isRequest = get('response_type') === 'code' && get('code_challenge_method') === 'S256'
    const isRedirect = /^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/.test(redirectUri)
    if (!isPage || !isRequest || !isRedirect || !/^[\w-]{43}$/.test(challenge)) throw oauth('invalid_request')
    if (!client?.forCodes) throw oauth('unauthorized_client')
    if (get('scopes') !== client.scopes.join(' ')) throw oauth('invalid_scope')
    const code = randomUUID()
    this.codes.set(code, { challenge, redirectUri, clientId, ends: this.now() + 600_000 })
    return { redirectUri, code, state: get('state') }
  }

  /** @param {Record<string, any>} body */
  token(body) {
    const client = this.#authenticate(body)
    if (body.grantType === DEVICE_CODE) this.#useDevice(body)
    else if (body.grantType === 'authorization_code') this.#useCode(body)
    else if (body.grantType === 'refresh_token') this.#useRefreshToken(body)
    else throw oauth('unsupported_grant_type')
    const accessToken = `access/${randomUUID()}`
    this.accessTokens.set(accessToken, { ends: this.now() + this.tokenSeconds * 1000 })
    const answer = { accessToken, tokenType: 'Bearer', expiresIn: this.tokenSeconds }
    if (!client.scopes.includes('sso:account:access')) return answer
    const refreshToken = `refresh/${randomUUID()}`
    this.refreshTokens.set(refreshToken, body.clientId)
    return { ...answer, refreshToken }
  }

  /** @param {Record<string, any>} body */
  #authenticate({ clientId, clientSecret }) {
    const client = this.clients.get(clientId)
    if (client === undefined || client.secret !== clientSecret) throw oauth('invalid_client', 401)
    return client
  }

  /** @param {Record<string, any>} body */
  #useCode({ code, codeVerifier, redirectUri, clientId }) {
    const found = this.codes.get(code)
    this.codes.delete(code)
    if (found === undefined || found.clientId !== clientId || found.redirectUri !== redirectUri)
      throw oauth('invalid_grant')
    if (this.now() >= found.ends) throw oauth('expired_token')
    if (!isVerifierOf(codeVerifier, found.challenge)) throw oauth('invalid_grant')
  }

  /** @param {Record<string, any>} body */
  #useDevice({ deviceCode, clientId }) {
    const device = this.devices.get(deviceCode)
    if (device === undefined || device.clientId !== clientId || device.state === 'used') throw oauth('invalid_grant')
    if (this.now() >= device.ends) throw oauth('expired_token')
    if (device.state === 'denied') throw oauth('access_denied')
    const early = this.now() - device.asked < this.interval * 1000
    device.asked = this.now()
    if (early) throw oauth('slow_down')
    if (device.state === 'pending') throw oauth('authorization_pending')
    device.state = 'used'
  }

  /** @param {Record<string, any>} body */
  #useRefreshToken({ refreshToken, clientId }) {
    if (this.refreshTokens.get(refreshToken) !== clientId) throw oauth('invalid_grant')
    this.refreshTokens.delete(refreshToken)
  }

  /** @param {string | undefined} token */
  logout(token) {
    if (!this.accessTokens.delete(token ?? ''))
      throw new Rejection(401, { message: 'Session token not found or invalid' })
    return {}
  }

  /**
   * @param {URLSearchParams} query
   * @param {string | undefined} token
   */
  roleCredentials(query, token) {
    const [account, role] = [query.get('account_id') ?? '', query.get('role_name') ?? '']
    this.#requireToken(token)
    if (!/^\d{12}$/.test(account))
      throw new Rejection(400, { message: 'invalid account', __type: 'InvalidRequestException' })
    if (!this.roles[account]?.includes(role)) {
      throw new Rejection(403, { message: 'No access', __type: 'ForbiddenException' })
    }
    return { roleCredentials: this.issue(account, role) }
  }

  /** @param {string | undefined} token */
  #requireToken(token) {
    const found = this.accessTokens.get(token ?? '')
    if (found === undefined || found.ends <= this.now()) {
      throw new Rejection(401, { message: 'Session token not found or invalid', __type: 'UnauthorizedException' })
    }
  }

  /**
   * `ListAccounts` and `ListAccountRoles`, page by page.
   * @param {'accounts' | 'roles'} what
   * @param {URLSearchParams} query
   * @param {string | undefined} token
   */
  list(what, query, token) {
    this.#requireToken(token)
    const id = query.get('account_id') ?? ''
    if (what === 'roles' && !this.roles[id])
      throw new Rejection(403, { message: 'No access', __type: 'ForbiddenException' })
    const all =
      what === 'accounts'
        ? Object.keys(this.roles).map((accountId) => this.#account(accountId))
        : (this.roles[id] ?? []).map((roleName) => ({ roleName, accountId: id }))
    const next = query.get('next_token')
    const start = next === null ? 0 : Number(Buffer.from(next, 'base64').toString().replace('page+', ''))
    const end = start + this.pageSize
    const nextToken = end < all.length ? Buffer.from(`page+${end}`).toString('base64') : null
    return { [what === 'accounts' ? 'accountList' : 'roleList']: all.slice(start, end), nextToken }
  }

  /** @param {string} accountId */
  #account(accountId) {
    const { name, email } = this.accounts[accountId] ?? {}
    return { accountId, ...(name && { accountName: name }), ...(email && { emailAddress: email }) }
  }

  #newCredentials() {
    return {
      accessKeyId: `ASIA${randomUUID().replaceAll('-', '').slice(0, 16).toUpperCase()}`,
      secretAccessKey: randomUUID(),
      sessionToken: randomUUID(),
      expiration: this.now() + 3_600_000,
    }
  }
}

/**
 * Starts both services on one loopback port.
 * @param {Options} [options]
 */
export async function startSso(options = {}) {
  const state = new State(options)
  /** The requests in order: method and path. @type {string[]} */
  const requests = []
  /** Responses that replace those of the next requests. @type {({ status: number, body: object } | 'hang up')[]} */
  const faults = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://sso')
    requests.push(`${request.method} ${url.pathname}`)
    let text = ''
    for await (const piece of request) text += piece
    const fault = faults.shift()
    if (fault === 'hang up') {
      request.socket.destroy()
      return
    }
    if (state.throttles(`${request.method} ${request.url}`)) {
      response.writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException' }).end('{"message":"Too many requests"}')
      return
    }
    const { status, body } = fault ?? answer(state, `${request.method} ${url.pathname}`, url, text, request.headers)
    response.writeHead(status, { 'content-type': 'application/json', ...errorType(body) }).end(JSON.stringify(body))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`
  return {
    url,
    requests,
    faults,
    state,
    startUrl: state.startUrl,
    /** Confirms or denies a login, as the user does in the browser. @param {string} userCode @param {'confirmed' | 'denied'} [decision] */
    decide(userCode, decision = 'confirmed') {
      for (const device of state.devices.values()) if (device.userCode === userCode) device.state = decision
    },
    /** Approves a page as the user does, and follows the redirect; returns the response of the program. @param {string} page */
    async approve(page) {
      const { redirectUri, code, state: sent } = state.authorizeCode(new URL(page))
      return fetch(`${redirectUri}?${new URLSearchParams({ code, state: sent })}`)
    },
    /** Revokes every access token, as an administrator can. */
    revoke: () => state.accessTokens.clear(),
    /** A `fetch` that redirects requests for AWS's hosts to this server, for programs without a custom endpoint. @type {typeof fetch} */
    fetch: (input, init) => {
      const asked = new URL(String(input))
      const isService = /^(oidc|portal\.sso)\.[\w-]+\.amazonaws\.com$/.test(asked.hostname)
      if (!isService) throw new Error(`unexpected call to ${asked.hostname}`)
      return fetch(`${url}${asked.pathname}${asked.search}`, init)
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve(undefined)))
    },
  }
}

/**
 * The header with the error type for AWS clients, in which `slow_down` is `SlowDownException`.
 * @param {{ error?: string, __type?: string }} body
 */
function errorType({ error, __type }) {
  const name = error?.replace(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase())
  const type = __type ?? (name && `${name}Exception`)
  return type === undefined ? {} : { 'x-amzn-errortype': type }
}

/**
 * @param {State} state
 * @param {string} what
 * @param {URL} url
 * @param {string} text
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @returns {{ status: number, body: object }}
 */
function answer(state, what, url, text, headers) {
  try {
    const [token] = [headers['x-amz-sso_bearer_token']].flat()
    if (what === 'POST /logout') return { status: 200, body: state.logout(token) }
    const body = what.startsWith('POST') ? JSON.parse(text) : {}
    if (what === 'POST /client/register') return { status: 200, body: state.register(body) }
    if (what === 'POST /device_authorization') return { status: 200, body: state.authorize(body) }
    if (what === 'POST /token') return { status: 200, body: state.token(body) }
    if (what === 'GET /assignment/accounts' || what === 'GET /assignment/roles')
      return {
        status: 200,
        body: state.list(what.endsWith('accounts') ? 'accounts' : 'roles', url.searchParams, token),
      }
    if (what === 'GET /federation/credentials')
      return {
        status: 200,
        body: state.roleCredentials(url.searchParams, token),
      }
    return { status: 404, body: { message: 'no such operation' } }
  } catch (error) {
    if (error instanceof Rejection) return { status: error.status, body: error.body }
    return { status: 400, body: { error: 'invalid_request', error_description: 'not JSON' } }
  }
}
