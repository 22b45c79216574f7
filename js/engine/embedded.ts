/** The engine as text, for bundles without separate files. */
import { base64, size } from 'rolehop:engine'
import { inflate } from './inflate.ts'

/**
 * Returns the engine's bytes.
 *
 * @param decompress returns the bytes of raw deflate data, which are `size`
 */
export function engine(decompress: (data: Uint8Array, size: number) => Uint8Array = inflate): BufferSource {
  const text = atob(base64)
  const data = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) data[at] = text.charCodeAt(at)
  return decompress(data, size) as BufferSource
}
