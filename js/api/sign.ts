/** Signed requests as data: nothing is sent and no clock is read. */

import { call } from '../engine/instance.ts'
import type { Endpoint, Hop, SignedRequest } from '../generated/types.ts'
import { argument, type Checks, date, OPTIONS, record, text } from '../model/arguments.ts'
import { toWire } from '../model/credentials.ts'
import { credentialsCheck, endpointCheck, HOP } from '../model/options.ts'
import type { CredentialsInput } from '../model/types.ts'
import { omitUndefined } from '../util/objects.ts'

/** A hop of a plan, or as much of one as a request needs. */
export type SignableHop = Pick<Hop, 'roleArn' | 'region' | 'endpoint'> & {
  readonly [Key in keyof Hop]?: Hop[Key] | undefined
}

/** What {@link signAssumeRole} takes besides hop and credentials. */
export interface SignAssumeRoleOptions {
  /** The moment of signing. STS takes the request from 15 minutes before to 5 minutes after. */
  readonly date: Date
  /** The code of the hop's MFA device: six digits. */
  readonly tokenCode?: string | undefined
  /** The session's name, when the hop has none; one is made from the date without it. */
  readonly roleSessionName?: string | undefined
}

/** What {@link signGetCallerIdentity} takes besides credentials. */
export interface SignGetCallerIdentityOptions {
  /** The moment of signing. */
  readonly date: Date
  /** The region whose STS is asked; without it the global endpoint. */
  readonly region?: string | undefined
  /** Where STS is, when it is not the service's own: a URL. */
  readonly endpoint?: string | Endpoint | undefined
}

const hopCheck = record<Hop>(HOP, { required: ['roleArn', 'region', 'endpoint'] })

const ASSUME_ROLE_OPTIONS: Checks<SignAssumeRoleOptions> = { date, tokenCode: text, roleSessionName: text }

const CALLER_IDENTITY_OPTIONS: Checks<SignGetCallerIdentityOptions> = { date, region: text, endpoint: endpointCheck }

const assumeRoleCheck = record(ASSUME_ROLE_OPTIONS, { required: ['date'] })
const callerIdentityCheck = record(CALLER_IDENTITY_OPTIONS, { required: ['date'] })

/**
 * The request that assumes a hop's role, signed with SigV4, ready for any HTTP client. Anyone who
 * has it can make this call for a few minutes.
 *
 * @throws RolehopError `usage-invalid` for an argument that is wrong or has an unknown key, and what
 *   is wrong with the parameters
 */
export function signAssumeRole(
  hop: SignableHop,
  credentials: CredentialsInput,
  options: SignAssumeRoleOptions,
): SignedRequest {
  const given = argument(hopCheck, hop, 'hop')
  const wire = toWire(argument(credentialsCheck, credentials, 'credentials'))
  const { date, tokenCode, roleSessionName } = argument(assumeRoleCheck, options, OPTIONS)
  const absent = { profile: '', cacheKey: '', chained: false, endpointOverridden: false, locations: {} }
  const wanted = omitUndefined({ dateMs: date.getTime(), tokenCode, roleSessionName })
  return call((engine) => engine.signAssumeRole(omitUndefined({ ...absent, ...given }), wire, wanted))
}

/**
 * The request that asks STS whose credentials these are, signed with SigV4.
 *
 * @throws RolehopError `usage-invalid` for an argument that is wrong or has an unknown key,
 *   `region-invalid`, `endpoint-invalid`
 */
export function signGetCallerIdentity(
  credentials: CredentialsInput,
  options: SignGetCallerIdentityOptions,
): SignedRequest {
  const wire = toWire(argument(credentialsCheck, credentials, 'credentials'))
  const { date, region, endpoint } = argument(callerIdentityCheck, options, OPTIONS)
  const wanted = omitUndefined({ dateMs: date.getTime(), region, endpoint })
  return call((engine) => engine.signGetCallerIdentity(wire, wanted))
}
