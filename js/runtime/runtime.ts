/** What an entry of the package brings with it. Each entry sets its own, once. */
import type { Capabilities, Files, Platform } from '../generated/types.ts'
import type { Environment, Host, Logger, Trust } from '../model/types.ts'
import { omitUndefined } from '../util/objects.ts'
import type { Send } from './fetch.ts'

/** What is bound to one call. */
export interface RuntimeContext {
  /** Where the files are; without a home folder none but those that the caller names. */
  readonly files: Partial<Files>
  /** The whole environment. */
  readonly env: Environment
  /** Where warnings go. */
  readonly logger: Logger | undefined
}

/** One kind of createCallContext. */
export interface Runtime {
  /** The engine's bytes, or the engine compiled. */
  readonly wasm: () => BufferSource | WebAssembly.Module
  /** The rules of paths. */
  readonly platform: () => Platform
  /** The environment of calls that are given none. */
  readonly env: () => Environment
  /** The home folder that the system knows, for an environment that names none. */
  readonly systemHome: () => string | undefined
  /** What a config that the user vouches for may ask for. */
  readonly capabilities: Capabilities
  /** What a plan takes a config for when the caller does not say. */
  readonly planTrust: Trust | 'pasted'
  /** Whether sessions are kept in the AWS CLI's cache, unless the caller says otherwise. */
  readonly sharesCache: boolean
  /** The powers; one that is left out does not exist here. */
  readonly powers: (setting: RuntimeContext) => Partial<Host> & Pick<Host, 'now' | 'sleep' | 'lock'>
  /** Sends requests when the caller brings no `fetch`; the global `fetch` does when this gives none. */
  readonly send: (env: Environment) => Send | undefined
  /** What `fetch` is told besides each request, where it does not know all that browsers know. */
  readonly fetchInit?: RequestInit
}

let current: Runtime | undefined

/** Says where this copy of the package lives. */
export function setRuntime(home: Runtime): void {
  current = omitUndefined(home) as Runtime
}

/** Where this copy of the package lives. */
export function runtime(): Runtime {
  if (!current) throw new Error('rolehop was loaded without an entry point')
  return current
}
