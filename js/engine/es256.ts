/** P-256 signatures by WebCrypto, which Node, browsers and Workers have. */
import type { HostFailure } from '../generated/types.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/**
 * Signs a message with ES256. The key is the text of a JSON Web Key; the result is `r` and `s`, 64 bytes.
 *
 * @throws HostFailure `unsupported` without WebCrypto, as in a page without HTTPS
 */
export async function signEs256(jwk: string, message: Uint8Array): Promise<Uint8Array> {
  // Looked up here and not before: Node loads WebCrypto when it is first read.
  const subtle = globalThis.crypto?.subtle
  if (!subtle) throw { hostError: 'unsupported' } satisfies HostFailure
  const key = await subtle.importKey('jwk', JSON.parse(jwk), ALGORITHM, false, ['sign'])
  return new Uint8Array(await subtle.sign(ALGORITHM, key, new Uint8Array(message)))
}
