/** The engine as text, for bundles without separate files. */
import { base64 } from 'rolehop:engine'

/** The engine's bytes. */
export function engine(): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at)
  return bytes
}
