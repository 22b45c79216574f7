/** Clients that call a service with existing credentials. */

import { EngineHost } from '../engine/host.ts'
import { call } from '../engine/instance.ts'
import type { Network } from '../generated/types.ts'
import { argument } from '../model/arguments.ts'
import { abortedError, callerFailed, isRolehopError } from '../model/errors.ts'
import { credentialsCheck } from '../model/options.ts'
import type { AwsCredentialIdentity, CommonOptions, CredentialsInput, CredentialsOrProvider } from '../model/types.ts'
import { untilAborted } from '../util/abort.ts'
import { createCallContext } from './call-context.ts'
import { type Origin, originOf } from './resolve.ts'

/** The credentials, where they came from, and the functions that reach the service. */
export interface Caller {
  readonly identity: AwsCredentialIdentity
  /** Where they came from, if this package returned them. */
  readonly origin: Origin | undefined
  /** How the call uses the network: as for the credentials, otherwise as the environment says. */
  readonly network: Network
  /** The host of the options, otherwise the one that the credentials came through. */
  readonly host: EngineHost
}

/** Resolves a caller, with options that were checked; calls a provider for its credentials. @throws RolehopError */
export async function resolveCaller(credentials: CredentialsOrProvider, options: CommonOptions): Promise<Caller> {
  const { signal, logger } = options
  const given = typeof credentials === 'function' ? await provided(credentials, signal) : credentials
  const identity = argument(credentialsCheck, given, 'credentials')
  const origin = originOf(given)
  const hasOwnHost = (options.env ?? options.host ?? options.fetch) !== undefined
  const used = hasOwnHost ? undefined : origin
  const { host, send, env } = used?.context ?? createCallContext(options)
  const network = used ? (used.network ?? {}) : call((engine) => engine.environmentNetwork({ env }))
  const powers = { host, send, env, signal, logger, caches: undefined, mfaCodes: undefined }
  return { identity, origin, network, host: new EngineHost(powers) }
}

async function provided(provider: () => Promise<CredentialsInput>, signal: AbortSignal | undefined) {
  try {
    return await untilAborted(() => provider(), signal)
  } catch (error) {
    if (signal?.aborted) throw abortedError(signal.reason)
    throw isRolehopError(error) ? error : callerFailed('no-credentials', 'the provider of credentials', error)
  }
}
