/** The engine as a file of the package. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Returns the bytes of `rolehop.wasm`, which the build puts beside the folder of this file. */
export function wasmFile(): Uint8Array<ArrayBuffer> {
  return readFileSync(join(import.meta.dirname, '..', 'rolehop.wasm'))
}
