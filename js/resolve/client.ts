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
import { type Origin, originOf } from './issued.ts'
import type { MfaCodes } from './mfa-codes.ts'

/** The credentials, their origin, and the functions that call the service. */
export interface Caller {
  readonly identity: AwsCredentialIdentity
  /** The origin of the credentials, if this package returned them. */
  readonly origin: Origin | undefined
  /** The network settings: those of the credentials' profile or, without one, those of the environment. */
  readonly network: Network
  /** The host of the options or, without one, that of the credentials. */
  readonly host: EngineHost
}

/**
 * Resolves a caller from checked options; calls a provider for its credentials.
 *
 * @param mfaCodes provides the MFA codes of calls that need one
 * @throws RolehopError
 */
export async function resolveCaller(
  credentials: CredentialsOrProvider,
  options: CommonOptions,
  mfaCodes?: MfaCodes,
): Promise<Caller> {
  const { signal, logger } = options
  const given = typeof credentials === 'function' ? await provided(credentials, signal) : credentials
  const identity = argument(credentialsCheck, given, 'credentials')
  const origin = originOf(given)
  const hasOwnHost = (options.env ?? options.host ?? options.fetch) !== undefined
  const used = hasOwnHost ? undefined : origin
  const { host, send, env } = used?.context ?? createCallContext(options)
  const network = used ? (used.network ?? {}) : call((engine) => engine.environmentNetwork({ env }))
  const functions = { host, send, env, signal, logger, caches: undefined, mfaCodes }
  return { identity, origin, network, host: new EngineHost(functions) }
}

async function provided(provider: () => Promise<CredentialsInput>, signal: AbortSignal | undefined) {
  try {
    return await untilAborted(() => provider(), signal)
  } catch (error) {
    if (signal?.aborted) throw abortedError(signal.reason)
    throw isRolehopError(error) ? error : callerFailed('no-credentials', 'the provider of credentials', error)
  }
}
