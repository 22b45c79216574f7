// @ts-check
/** DPoP proofs (RFC 9449), as the AWS sign-in service checks them. */
import { createPublicKey, verify } from 'node:crypto'

/** @param {string} part */
const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url').toString())

/** Proofs that were used before are not valid again. */
export class Proofs {
  /** @type {Set<string>} */
  #used = new Set()

  /**
   * Returns the key of a valid proof for a POST to a URL.
   * @param {string | null} proof
   * @param {string} url
   * @param {number} [now] milliseconds since 1970
   * @returns {import('node:crypto').JsonWebKey | undefined}
   */
  keyOf(proof, url, now = Date.now()) {
    const [header = '', claims = '', signature = '', ...more] = (proof ?? '').split('.')
    if (more.length > 0 || signature === '') return undefined
    const { jwk, alg, typ } = decoded(header)
    const { htm, htu, iat, jti } = decoded(claims)
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: /** @type {const} */ ('ieee-p1363') }
    const isSigned = verify('sha256', Buffer.from(`${header}.${claims}`), key, Buffer.from(signature, 'base64url'))
    const isKey = jwk.kty === 'EC' && jwk.crv === 'P-256' && jwk.d === undefined
    const isCall = alg === 'ES256' && typ === 'dpop+jwt' && htm === 'POST' && htu === url
    const isNew = Number.isInteger(iat) && Math.abs(iat - now / 1000) < 300 && UUID.test(jti) && !this.#used.has(jti)
    this.#used.add(jti)
    return isSigned && isKey && isCall && isNew ? jwk : undefined
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
