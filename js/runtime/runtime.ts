/** The runtime, which an entry point of the package provides. Each entry point sets its own once. */
import type { Capabilities, Files, Platform } from '../generated/types.ts'
import type { Environment, Host, Logger, Trust } from '../model/types.ts'
import { omitUndefined } from '../util/objects.ts'
import type { Send } from './fetch.ts'

/** The parts of a call that its host functions depend on. */
export interface RuntimeContext {
  /** Where the files are. Without a home directory, only those that the caller names. */
  readonly files: Files
  /** The complete environment. */
  readonly env: Environment
  /** Receives warnings. */
  readonly logger: Logger | undefined
}

/** A server on loopback for the redirect at the end of a sign-in. */
export interface LoopbackServer {
  readonly port: number
  /** Waits for the next GET request, and returns its target. Rejects with a `HostFailure` after the time limit. */
  receive(timeoutMs: number): Promise<string>
  /** Answers the request that `receive` returned last, with a page of HTML. */
  respond(status: number, page: string): Promise<void>
  /** Stops, and closes all connections. */
  close(): void
}

/** The capabilities of a terminal: all. */
export const TERMINAL: Capabilities = {
  process: true,
  files: true,
  ssoTokens: true,
  metadata: true,
  endpointOverride: true,
  untrusted: false,
}

/** A runtime: Node, a browser, Workers. */
export interface Runtime {
  /** Returns the bytes of the engine, or the compiled module. */
  readonly wasm: () => BufferSource | WebAssembly.Module
  /** Returns the platform whose path rules apply. */
  readonly platform: () => Platform
  /** Returns the default environment. */
  readonly env: () => Environment
  /** Returns the user's home directory according to the system, for an environment without one. */
  readonly systemHome: () => string | undefined
  /** The capabilities of a trusted config. */
  readonly capabilities: Capabilities
  /** The default trust of plans. `pasted` has the permissions of `untrusted`, with other error messages. */
  readonly planTrust: Trust | 'pasted'
  /** Whether sessions are stored in the AWS CLI's cache by default. */
  readonly sharesCache: boolean
  /** Whether there is a terminal to prompt the user on. */
  readonly isInteractive: () => Promise<boolean>
  /**
   * Whether a browser can be opened that reaches the ports of this host: a desktop session, and not in a
   * container; absent if never.
   */
  readonly hasBrowser?: (env: Environment) => Promise<boolean>
  /** Starts a server on a free port of 127.0.0.1; absent if the runtime cannot. */
  readonly listen?: () => Promise<LoopbackServer>
  /** Returns the host functions of a call; one that is missing does not exist in this runtime. */
  readonly hostFunctions: (context: RuntimeContext) => Partial<Host> & Pick<Host, 'now' | 'sleep' | 'lock'>
  /** Returns the function that sends requests if the caller passes no `fetch`; `viaFetch` uses the global one. */
  readonly send: (env: Environment, viaFetch: Send) => Send
  /** The options of `fetch` besides the request, if the runtime does not support the default ones. */
  readonly fetchInit?: RequestInit
}

let current: Runtime | undefined

/** Sets the runtime of this copy of the package. */
export function setRuntime(runtime: Runtime): void {
  current = omitUndefined(runtime) as Runtime
}

/** The runtime of this copy of the package. */
export function runtime(): Runtime {
  if (!current) throw new Error('rolehop was loaded without an entry point')
  return current
}
