/** The runtime for environments that only have `fetch`. */
import type { Runtime } from '../runtime.ts'
import { lock } from './in-process-lock.ts'
import { randomBytes } from './random.ts'
import { now, sleep } from './timers.ts'

/** The runtime of pages, workers and web extensions. */
export function portableRuntime(wasm: Runtime['wasm']): Runtime {
  return {
    wasm,
    platform: () => 'posix',
    env: () => ({}),
    systemHome: () => undefined,
    capabilities: {
      process: false,
      files: false,
      ssoTokens: false,
      metadata: false,
      endpointOverride: true,
      untrusted: false,
    },
    planTrust: 'pasted',
    sharesCache: false,
    isInteractive: async () => false,
    hostFunctions: () => ({
      now,
      sleep,
      lock,
      random: randomBytes,
    }),
    send: (_env, viaFetch) => viaFetch,
  }
}
