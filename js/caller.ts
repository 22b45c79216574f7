/** Whoever calls a service with credentials that are there already. */
import { EngineHost } from './engine-host.ts'
import { type Origin, originOf } from './resolve.ts'
import { surroundings } from './surroundings.ts'
import type { AwsCredentialIdentity, CommonOptions } from './types.ts'

/** Credentials of any SDK, or a provider of them. */
export type CredentialsOrProvider = AwsCredentialIdentity | (() => Promise<AwsCredentialIdentity>)

/** The credentials, where they came from, and the way to the service. */
export interface Caller {
  readonly identity: AwsCredentialIdentity
  /** Where they came from, if they are of this package. */
  readonly origin: Origin | undefined
  /** The way that the options say; else the one by which the credentials came. */
  readonly host: EngineHost
}

/** Makes out a caller; asks a provider for its credentials. */
export async function callerOf(credentials: CredentialsOrProvider, options: CommonOptions): Promise<Caller> {
  const identity = typeof credentials === 'function' ? await credentials() : credentials
  const origin = originOf(identity)
  const ownWay = options.env ?? options.host ?? options.fetch
  const { host, send, env } = origin && ownWay === undefined ? origin.around : surroundings(options)
  const { signal, logger } = options
  const powers = { host, send, env, signal, logger, caches: undefined, mfaCodeProvider: undefined }
  return { identity, origin, host: new EngineHost(powers) }
}
