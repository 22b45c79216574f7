/** Signed requests as data: nothing is sent and no clock is read. */
import { toWire } from './credentials.ts'
import { usageError } from './errors.ts'
import type { Endpoint, Hop, SignedRequest } from './generated/types.ts'
import { defined } from './surroundings.ts'
import type { AwsCredentialIdentity } from './types.ts'
import { call } from './wasm.ts'

/** A hop of a plan, or as much of one as a request needs. */
export type HopToSign = Pick<Hop, 'roleArn' | 'region' | 'endpoint'> & Partial<Hop>

/** What {@link signAssumeRole} takes besides hop and credentials. */
export interface SignAssumeRoleOptions {
  /** The moment of signing. STS takes the request from 15 minutes before to 5 minutes after. */
  readonly date: Date
  /** The code of the hop's MFA device: six digits. */
  readonly tokenCode?: string
  /** The session's name, when the hop has none; one is made from the date without it. */
  readonly roleSessionName?: string
}

/** What {@link signGetCallerIdentity} takes besides credentials. */
export interface SignGetCallerIdentityOptions {
  /** The moment of signing. */
  readonly date: Date
  /** The region whose STS is asked; without it the global endpoint. */
  readonly region?: string
  /** Where STS is, when it is not the service's own: a URL. */
  readonly endpoint?: string | Endpoint
}

/**
 * The request that assumes a hop's role, signed with SigV4, ready for any HTTP client. Whoever has
 * it can make this call for some minutes.
 *
 * @throws RolehopError `usage-invalid` for a date that is none, and what is wrong with the parameters
 */
export function signAssumeRole(
  hop: HopToSign,
  credentials: AwsCredentialIdentity,
  { date, tokenCode, roleSessionName }: SignAssumeRoleOptions,
): SignedRequest {
  const whole = { profile: '', cacheKey: '', chained: false, endpointOverridden: false, locations: {}, ...hop }
  const options = defined({ dateMs: milliseconds(date), tokenCode, roleSessionName })
  return call((engine) => engine.signAssumeRole(whole, toWire(credentials), options))
}

/**
 * The request that asks STS whose credentials these are, signed with SigV4.
 *
 * @throws RolehopError `usage-invalid` for a date that is none, `region-invalid`, `endpoint-invalid`
 */
export function signGetCallerIdentity(
  credentials: AwsCredentialIdentity,
  { date, region, endpoint }: SignGetCallerIdentityOptions,
): SignedRequest {
  const options = defined({ dateMs: milliseconds(date), region, endpoint })
  return call((engine) => engine.signGetCallerIdentity(toWire(credentials), options))
}

function milliseconds(date: Date): number {
  const ms = date instanceof Date ? date.getTime() : Number.NaN
  if (Number.isNaN(ms)) throw usageError('`date` is not a date')
  return ms
}
