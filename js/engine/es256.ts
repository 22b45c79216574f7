/** Signatures with keys of P-256, by WebCrypto: Node, pages and workers have it. */

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

/** Signs with a private key, given as the text of a JSON Web Key, and SHA-256: `r` and `s`, 64 bytes. */
export async function signEs256(jwk: string, message: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto
  const key = await subtle.importKey('jwk', JSON.parse(jwk), ALGORITHM, false, ['sign'])
  return new Uint8Array(await subtle.sign(ALGORITHM, key, new Uint8Array(message)))
}
