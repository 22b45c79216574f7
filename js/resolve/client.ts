/** Clients that call a service with existing credentials. */

import { EngineHost } from '../engine/host.ts'
import { argument } from '../model/arguments.ts'
import { abortedError, callerFailed, isRolehopError } from '../model/errors.ts'
import { credentialsCheck } from '../model/options.ts'
import type { AwsCredentialIdentity, CommonOptions, CredentialsInput } from '../model/types.ts'
import { untilAborted } from '../util/abort.ts'
import { createCallContext } from './call-context.ts'
import { type Origin, originOf } from './resolve.ts'

/** Credentials of any SDK, or a provider of them. */
export type CredentialsOrProvider = CredentialsInput | (() => Promise<CredentialsInput>)

/** The credentials, where they came from, and the way to the service. */
export interface Caller {
  readonly identity: AwsCredentialIdentity
  /** Where they came from, if they are of this package. */
  readonly origin: Origin | undefined
  /** The way that the options say; else the one by which the credentials came. */
  readonly host: EngineHost
}

/** Makes out a caller, with options that were checked; asks a provider for its credentials. @throws RolehopError */
export async function resolveCaller(credentials: CredentialsOrProvider, options: CommonOptions): Promise<Caller> {
  const { signal, logger } = options
  const given = typeof credentials === 'function' ? await provided(credentials, signal) : credentials
  const identity = argument(credentialsCheck, given, 'credentials')
  const origin = originOf(given)
  const ownWay = options.env ?? options.host ?? options.fetch
  const { host, send, env } = origin && ownWay === undefined ? origin.around : createCallContext(options)
  const powers = { host, send, env, signal, logger, caches: undefined, mfaCodeProvider: undefined }
  return { identity, origin, host: new EngineHost(powers) }
}

async function provided(provider: () => Promise<CredentialsInput>, signal: AbortSignal | undefined) {
  try {
    return await untilAborted(() => provider(), signal)
  } catch (error) {
    if (signal?.aborted) throw abortedError(signal.reason)
    throw isRolehopError(error) ? error : callerFailed('no-credentials', 'the provider of credentials', error)
  }
}
