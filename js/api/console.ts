/** The AWS console: sign-in URLs and switch-role URLs. */

import { call, callAsync } from '../engine/instance.ts'
import type { ConsoleOptions, Hop, Plan } from '../generated/types.ts'
import { argument, type Checks, list, number, OPTIONS, record, text } from '../model/arguments.ts'
import { toWire } from '../model/credentials.ts'
import { usageError } from '../model/errors.ts'
import { COMMON_OPTIONS, HOP } from '../model/options.ts'
import type { CommonOptions, CredentialsOrProvider } from '../model/types.ts'
import { resolveCaller } from '../resolve/client.ts'
import type { Origin } from '../resolve/issued.ts'
import { isObject, member, omitUndefined } from '../util/objects.ts'

/** Options of {@link consoleUrl}. */
export interface ConsoleUrlOptions extends CommonOptions {
  /**
   * The region, which selects the console's region and partition. Default: for credentials of
   * `fromProfile`, the region of the profile.
   *
   * @example { region: 'eu-central-1' }
   */
  readonly region?: string | undefined
  /**
   * The service to open, by its name in console URLs: `s3`, `ec2`, `cloudwatch`.
   *
   * @example { service: 's3' }
   */
  readonly service?: string | undefined
  /**
   * The page to open instead of a service: an https URL on the console's host or a subdomain of it.
   *
   * @example { destination: 'https://console.aws.amazon.com/s3/buckets/example' }
   */
  readonly destination?: string | undefined
  /**
   * The URL that the console links to when its session expires.
   *
   * @example { issuer: 'https://portal.example.com/' }
   */
  readonly issuer?: string | undefined
  /**
   * The duration of the console session in seconds, 900 to 43200. Default: the lifetime of the credentials.
   * AWS rejects it for role chaining.
   *
   * @example { sessionDurationSeconds: 14_400 }
   */
  readonly sessionDurationSeconds?: number | undefined
  /**
   * A custom sign-in endpoint: an https URL, or http on a loopback address. The credentials are sent there,
   * so the config and the environment cannot set it.
   *
   * @example { endpoint: 'https://signin.example.com/federation' }
   */
  readonly endpoint?: string | undefined
}

const CONSOLE_OPTIONS: Checks<ConsoleUrlOptions> = {
  ...COMMON_OPTIONS,
  region: text,
  service: text,
  destination: text,
  issuer: text,
  sessionDurationSeconds: number,
  endpoint: text,
}

const consoleCheck = record(CONSOLE_OPTIONS)

/**
 * Creates a URL that signs in to the AWS console with temporary credentials of a role, IAM Identity Center
 * or a federated user. The URL is valid for 15 minutes; treat it like a password.
 *
 * The credentials are sent to AWS's federation endpoint in the body of a POST request. The endpoint is
 * not known to support CORS: in a browser, pass a `fetch` that uses a relay of your own.
 *
 * @param credentials credentials of any SDK, or a provider
 * @throws RolehopError such as `console-refused` (long-term keys, an expired session),
 *   `console-unreachable`, `usage-invalid`
 * @example
 * const url = await consoleUrl(fromProfile({ profile: 'deploy' }), { service: 's3' })
 */
export async function consoleUrl(credentials: CredentialsOrProvider, options: ConsoleUrlOptions = {}): Promise<string> {
  const given = argument(consoleCheck, options, OPTIONS)
  const { identity, origin, network, host } = await resolveCaller(credentials, given)
  const wanted = { ...wantedOf(origin, given), network }
  return callAsync((engine) => engine.consoleUrl(toWire(identity), wanted, host))
}

function wantedOf(origin: Origin | undefined, options: ConsoleUrlOptions): ConsoleOptions {
  const { service, destination, issuer, sessionDurationSeconds, endpoint } = options
  const region = options.region ?? origin?.region
  const { roleArn, chained = false } = origin ?? {}
  const said = {
    region,
    service,
    destination,
    issuer,
    sessionDurationSeconds,
    endpoint,
    roleArn,
    chained,
  }
  return omitUndefined(said) as ConsoleOptions
}

/** Options of {@link switchRoleUrl}. */
export interface SwitchRoleOptions {
  /**
   * The name that the console shows, at most 64 characters. Default for a hop or a plan: its profile.
   *
   * @example { displayName: 'production' }
   */
  readonly displayName?: string | undefined
  /**
   * The color in the console: `red`, `orange`, `yellow`, `green`, `blue`, or six hex digits.
   *
   * @example { color: 'red' }
   */
  readonly color?: string | undefined
}

const SWITCH_ROLE_OPTIONS: Checks<SwitchRoleOptions> = { displayName: text, color: text }

const switchRoleCheck = record(SWITCH_ROLE_OPTIONS)

/** A role: its ARN, a hop, or a plan (the last role). */
export type SwitchRoleTarget =
  | string
  | (Pick<Hop, 'roleArn'> & { readonly profile?: string | undefined })
  | Pick<Plan, 'hops'>

/**
 * Creates a URL that switches roles in the AWS console, for a signed-in user. It contains no secret and needs
 * no call: the console checks whether the user may assume the role. The console cannot switch to roles that
 * require an external ID.
 *
 * @throws RolehopError `role-arn-malformed`, `usage-invalid` (a role name with path, or a display name, of
 *   more than 64 characters; an invalid color), `not-supported-here`
 * @example
 * switchRoleUrl('arn:aws:iam::444455556666:role/Deploy', { displayName: 'production', color: 'red' })
 */
export function switchRoleUrl(role: SwitchRoleTarget, options: SwitchRoleOptions = {}): string {
  const { displayName, color } = argument(switchRoleCheck, options, OPTIONS)
  const { roleArn, profile } = argument(roleCheck, role, 'role')
  // A default name that is too long is omitted instead of rejected.
  const ownName = profile !== undefined && profile.length <= 64 ? profile : undefined
  return call((engine) => engine.switchRoleUrl(roleArn, displayName ?? ownName, color))
}

type Role = Pick<Hop, 'roleArn'> & Partial<Hop>

const hopCheck = record<Role>(HOP, { required: ['roleArn'] })

function roleCheck(role: unknown, name: string): Role {
  if (typeof role === 'string') return { roleArn: text(role, name) }
  const hops = isObject(role) ? member(role, 'hops') : undefined
  if (hops === undefined) return hopCheck(role, name)
  const last = list(hopCheck)(hops, `${name}.hops`).at(-1)
  if (last) return last
  throw usageError('the profile does not assume a role', 'use a profile with `role_arn`')
}
