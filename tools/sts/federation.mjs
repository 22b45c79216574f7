// @ts-check
/**
 * The console's federation endpoint: exchanges a session for a sign-in token, and signs in with a token.
 *
 * It is stricter than the service, which also accepts GET: here a key in a URL is rejected.
 */
import { randomBytes } from 'node:crypto'

const TOKEN_LIFE = 15 * 60 * 1000
const HTML = { 'content-type': 'text/html; charset=utf-8' }

/**
 * @typedef {import('./dispatch.mjs').Reply} Reply
 *
 * The data of a sign-in token.
 * @typedef {object} Grant
 * @property {string} arn who is signed in
 * @property {number} expires of the token, in milliseconds
 */

/** A rejection like that of the service: a status and a generic page. */
const refused = (/** @type {string} */ code) => ({
  status: 400,
  headers: HTML,
  body: '<html><body>Bad Request</body></html>\n',
  code,
})

/** Escapes text for a page. */
const escaped = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** Sign-ins of one server. */
export class Federation {
  /** @type {Map<string, Grant>} */
  #grants = new Map()

  /**
   * @param {import('./sessions.mjs').Sessions} sessions
   */
  constructor(sessions) {
    this.sessions = sessions
  }

  /**
   * Handles a request to `/federation`.
   * @param {{ method: string, url: string }} incoming
   * @param {URLSearchParams} form of the body
   * @param {number} now in milliseconds
   * @returns {Reply}
   */
  answer({ method, url }, form, now) {
    const { searchParams: query } = new URL(url, 'http://localhost')
    if (method === 'GET' && query.get('Action') === 'login') return this.#login(query, now)
    if (method !== 'POST' || [...query].length > 0) return refused('KeysInUrl')
    if (form.get('Action') !== 'getSigninToken') return refused('UnknownAction')
    return this.#signinToken(form, now)
  }

  /**
   * @param {URLSearchParams} form
   * @param {number} now
   */
  #signinToken(form, now) {
    const principal = this.#principal(form.get('Session') ?? '', now)
    if (principal === undefined) return refused('InvalidSession')
    const duration = form.get('SessionDuration')
    if (duration !== null) {
      const seconds = /^\d+$/.test(duration) ? Number(duration) : 0
      if (seconds < 900 || seconds > 43_200) return refused('InvalidDuration')
      if (principal.chained || principal.kind !== 'role') return refused('DurationNotAllowed')
    }
    const SigninToken = randomBytes(300).toString('base64url')
    this.#grants.set(SigninToken, { arn: principal.arn, expires: now + TOKEN_LIFE })
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ SigninToken }),
      code: undefined,
    }
  }

  /**
   * The principal of a session, if this server issued it and it has not expired.
   * @param {string} text the form's `Session`
   * @param {number} now
   */
  #principal(text, now) {
    const { sessionId, sessionKey, sessionToken } = parsed(text)
    const session = this.sessions.find(sessionId)
    const isGood =
      session !== undefined &&
      session.secretAccessKey === sessionKey &&
      session.sessionToken === sessionToken &&
      session.expires > now
    return isGood ? session.principal : undefined
  }

  /**
   * A page that shows who is signed in, where the service would redirect to the console.
   * @param {URLSearchParams} query
   * @param {number} now
   */
  #login(query, now) {
    const grant = this.#grants.get(query.get('SigninToken') ?? '')
    if (grant === undefined || grant.expires <= now) return refused('InvalidToken')
    const destination = query.get('Destination') ?? ''
    const body = `<!doctype html>\n<title>signed in</title>\n<p>Signed in as <b>${escaped(grant.arn)}</b>.\n<p>The console would open ${escaped(destination)}\n`
    return { status: 200, headers: HTML, body, code: undefined }
  }
}

/** The three parts of the form's `Session`; empty ones if it is invalid. */
function parsed(/** @type {string} */ text) {
  const none = { sessionId: '', sessionKey: '', sessionToken: '' }
  try {
    return { ...none, ...JSON.parse(text) }
  } catch {
    return none
  }
}
