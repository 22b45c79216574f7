// @ts-check
/** PKCE (RFC 7636), as the services check it. */
import { createHash } from 'node:crypto'

/** Whether the program with this verifier asked for the code with this challenge. @param {unknown} verifier @param {string} challenge */
export function isVerifierOf(verifier, challenge) {
  if (typeof verifier !== 'string' || !/^[\w.~-]{43,128}$/.test(verifier)) return false
  return createHash('sha256').update(verifier).digest('base64url') === challenge
}
