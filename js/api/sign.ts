/** Signs requests without I/O: the caller passes the time and sends the request. */

import { call } from '../engine/instance.ts'
import { requestFrom } from '../engine/request.ts'
import type { Endpoint, Hop, SignedRequest, SignOptions } from '../generated/types.ts'
import { argument, type Checks, date, OPTIONS, record, text } from '../model/arguments.ts'
import { toWire } from '../model/credentials.ts'
import { credentialsCheck, endpointCheck, endpointOptions, HOP } from '../model/options.ts'
import type { CredentialsInput } from '../model/types.ts'
import { omitUndefined } from '../util/objects.ts'

/** A hop of a plan, or the parts of one that a request needs. */
export type SignableHop = Pick<Hop, 'roleArn' | 'region' | 'endpoint'> & {
  readonly [Key in keyof Hop]?: Hop[Key] | undefined
}

/** Options of {@link signAssumeRole}. */
export interface SignAssumeRoleOptions {
  /**
   * The time of the signature. STS accepts the request from 15 minutes before to 5 minutes after it.
   *
   * @example { date: new Date() }
   */
  readonly date: Date
  /**
   * The six-digit code of the hop's MFA device.
   *
   * @example { date: new Date(), tokenCode: '123456' }
   */
  readonly tokenCode?: string | undefined
  /**
   * The session name if the hop has none. Default: generated from the date.
   *
   * @example { date: new Date(), roleSessionName: 'alice' }
   */
  readonly roleSessionName?: string | undefined
}

/** Options of {@link signGetCallerIdentity}. */
export interface SignGetCallerIdentityOptions {
  /**
   * The time of the signature.
   *
   * @example { date: new Date() }
   */
  readonly date: Date
  /**
   * The region of STS. Default: the global endpoint.
   *
   * @example { date: new Date(), region: 'eu-west-1' }
   */
  readonly region?: string | undefined
  /**
   * A custom endpoint: a URL, or the `sts` of a plan.
   *
   * @example { date: new Date(), endpoint: 'http://localhost:4566' }
   */
  readonly endpoint?: string | Endpoint | undefined
}

const hopCheck = record<Hop>(HOP, { required: ['roleArn', 'region', 'endpoint'] })

const ASSUME_ROLE_OPTIONS: Checks<SignAssumeRoleOptions> = { date, tokenCode: text, roleSessionName: text }

const CALLER_IDENTITY_OPTIONS: Checks<SignGetCallerIdentityOptions> = { date, region: text, endpoint: endpointCheck }

const assumeRoleCheck = record(ASSUME_ROLE_OPTIONS, { required: ['date'] })
const callerIdentityCheck = record(CALLER_IDENTITY_OPTIONS, { required: ['date'] })

/**
 * Signs the `AssumeRole` request of a hop with SigV4, for any HTTP client. Treat the request as a secret:
 * anyone can send it for a few minutes.
 *
 * @returns the method, URL, headers and body
 * @throws RolehopError `usage-invalid` for invalid arguments or unknown keys; codes such as
 *   `session-name-invalid` for parameters that STS would reject
 * @example
 * const { hops } = config.plan('deploy')
 * const { method, url, headers, body } = signAssumeRole(hops[0], credentials, { date: new Date() })
 * const response = await fetch(url, { method, headers, body })
 */
export function signAssumeRole(
  hop: SignableHop,
  credentials: CredentialsInput,
  options: SignAssumeRoleOptions,
): SignedRequest {
  const given = argument(hopCheck, hop, 'hop')
  const wire = toWire(argument(credentialsCheck, credentials, 'credentials'))
  const { date, tokenCode, roleSessionName } = argument(assumeRoleCheck, options, OPTIONS)
  const wanted = { dateMs: date.getTime(), tokenCode, roleSessionName } as SignOptions
  return requestFrom(call((engine) => engine.signAssumeRole(given as Hop, wire, wanted)))
}

/**
 * Signs a `GetCallerIdentity` request with SigV4.
 *
 * @returns the method, URL, headers and body
 * @throws RolehopError `usage-invalid` for invalid arguments or unknown keys, `region-invalid`,
 *   `endpoint-invalid`
 */
export function signGetCallerIdentity(
  credentials: CredentialsInput,
  options: SignGetCallerIdentityOptions,
): SignedRequest {
  const wire = toWire(argument(credentialsCheck, credentials, 'credentials'))
  const { date, region, endpoint } = argument(callerIdentityCheck, options, OPTIONS)
  const wanted = omitUndefined({ dateMs: date.getTime(), region, ...endpointOptions(endpoint) })
  return requestFrom(call((engine) => engine.signGetCallerIdentity(wire, wanted)))
}
