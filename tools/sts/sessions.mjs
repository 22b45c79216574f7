// @ts-check
/** The issued sessions, until the server ends. */
import { randomBytes } from 'node:crypto'

/**
 * @typedef {object} Session
 * @property {string} secretAccessKey
 * @property {string} sessionToken
 * @property {number} expires in milliseconds
 * @property {import('./world.mjs').Principal} principal
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** An access key ID in the format of temporary keys. */
const newKeyId = () => `ASIA${Array.from(randomBytes(16), (byte) => ALPHABET[byte % 32]).join('')}`

/** A time in the format of the service: whole seconds, `Z`. */
export const isoSeconds = (/** @type {number} */ time) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z')

/** The issued sessions. The fields are private, so that printing the server prints no secret. */
export class Sessions {
  /** @type {Map<string, Session>} */
  #sessions = new Map()

  /**
   * Issues a session.
   * @param {import('./world.mjs').Principal} principal
   * @param {number} seconds its duration
   * @param {number} now in milliseconds
   * @returns the `Credentials` element
   */
  issue(principal, seconds, now) {
    const AccessKeyId = newKeyId()
    const session = {
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(360).toString('base64')}`,
      expires: Math.floor(now / 1000 + seconds) * 1000,
      principal,
    }
    this.#sessions.set(AccessKeyId, session)
    return {
      AccessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: isoSeconds(session.expires),
    }
  }

  /** @param {string} accessKeyId */
  find(accessKeyId) {
    return this.#sessions.get(accessKeyId)
  }

  /** Expires every session now. */
  expireAll() {
    for (const session of this.#sessions.values()) session.expires = 0
  }

  /** The number of issued sessions. */
  get size() {
    return this.#sessions.size
  }
}
