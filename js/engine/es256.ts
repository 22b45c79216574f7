/** P-256 signatures by WebCrypto, which Node, browsers and Workers have. */
import type { HostFailure } from '../generated/types.ts'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** WebCrypto. @throws HostFailure `unsupported` without it, as in a page without HTTPS */
function webCrypto(): SubtleCrypto {
  // Looked up here and not before: Node loads WebCrypto when it is first read.
  const subtle = globalThis.crypto?.subtle
  if (!subtle) throw { hostError: 'unsupported' } satisfies HostFailure
  return subtle
}

/**
 * Creates a private key, as the text of a JSON Web Key.
 *
 * @throws HostFailure `unsupported` without WebCrypto
 */
export async function generateEs256(): Promise<string> {
  const subtle = webCrypto()
  const { privateKey } = await subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
  return JSON.stringify(await subtle.exportKey('jwk', privateKey))
}

/**
 * Signs a message with ES256. The key is the text of a JSON Web Key; the result is `r` and `s`, 64 bytes.
 *
 * @throws HostFailure `unsupported` without WebCrypto
 */
export async function signEs256(jwk: string, message: Uint8Array): Promise<Uint8Array> {
  const subtle = webCrypto()
  const key = await subtle.importKey('jwk', JSON.parse(jwk), ALGORITHM, false, ['sign'])
  return new Uint8Array(await subtle.sign(ALGORITHM, key, new Uint8Array(message)))
}
