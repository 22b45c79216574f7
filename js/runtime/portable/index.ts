/** The powers of createCallContext that have `fetch` and nothing else. */
import type { Runtime } from '../runtime.ts'
import { portableFunctions } from './memory.ts'

/** A page, a worker, a web extension. */
export function portableRuntime(wasm: Runtime['wasm']): Runtime {
  return {
    wasm,
    platform: () => 'posix',
    env: () => ({}),
    systemHome: () => undefined,
    capabilities: { process: false, files: false, metadata: false, endpointOverride: true, untrusted: false },
    planTrust: 'pasted',
    sharesCache: false,
    powers: () => ({
      ...portableFunctions,
      random: (size) => globalThis.crypto.getRandomValues(new Uint8Array(size)),
    }),
    send: () => undefined,
  }
}
