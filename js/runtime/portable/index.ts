/** The powers of surroundings that have `fetch` and nothing else. */
import type { Home } from '../runtime.ts'
import { memoryPowers } from './memory.ts'

/** A page, a worker, a web extension. */
export function memoryHome(wasm: Home['wasm']): Home {
  return {
    wasm,
    platform: () => 'posix',
    env: () => ({}),
    systemHome: () => undefined,
    capabilities: { process: false, files: false, metadata: false, endpointOverride: true, untrusted: false },
    planTrust: 'pasted',
    sharesCache: false,
    powers: () => ({
      ...memoryPowers,
      random: (size) => globalThis.crypto.getRandomValues(new Uint8Array(size)),
    }),
    send: () => undefined,
  }
}
