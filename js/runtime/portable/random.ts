/** Random bytes of WebCrypto, which Node loads when it is used. */

/** Returns unpredictable bytes. */
export function randomBytes(size: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(size))
}
