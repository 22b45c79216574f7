/** The AWS console: signing in to it with credentials, and the link that switches roles. */

import { call, callAsync } from '../engine/instance.ts'
import type { ConsoleOptions, Hop, Plan } from '../generated/types.ts'
import { argument, type Checks, list, number, OPTIONS, record, text } from '../model/arguments.ts'
import { toWire } from '../model/credentials.ts'
import { usageError } from '../model/errors.ts'
import { COMMON_OPTIONS, HOP } from '../model/options.ts'
import type { CommonOptions, CredentialsOrProvider } from '../model/types.ts'
import { resolveCaller } from '../resolve/client.ts'
import type { Origin } from '../resolve/resolve.ts'
import { isObject, member, omitUndefined } from '../util/objects.ts'

/** What {@link consoleUrl} takes besides the credentials. */
export interface ConsoleUrlOptions extends CommonOptions {
  /**
   * The region, which decides where the console opens and in which partition. Without it, for
   * credentials of `fromProfile`, their profile's.
   */
  readonly region?: string | undefined
  /** The service to open, by its name in the console's addresses: `s3`, `ec2`, `cloudwatch`. */
  readonly service?: string | undefined
  /** The page to open, in place of a service: an https URL on the console's host or below it. */
  readonly destination?: string | undefined
  /** The page that people come from: the console leads back to it when its session ends. */
  readonly issuer?: string | undefined
  /**
   * Seconds that the console's session lasts, 900 to 43200; without it, as long as the credentials.
   * AWS refuses it for roles that were assumed with another role's session.
   */
  readonly sessionDurationSeconds?: number | undefined
  /**
   * Where the sign-in service is, when it is not AWS's own: an https URL, or http on this machine.
   * The credentials go there. No config and no environment can set it.
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
 * Creates a URL that signs in to the AWS console with these credentials: those of a role,
 * of IAM Identity Center or of a federated user. For fifteen minutes it is as good as a password.
 *
 * The credentials go to AWS's federation endpoint in the body of a POST. That endpoint is not known
 * to answer pages of other origins: in a browser, pass a `fetch` that goes through a server of yours.
 *
 * @param credentials of any SDK, or a provider of them
 * @throws RolehopError such as `console-refused` (a user's own keys, an ended session),
 *   `console-unreachable`, `usage-invalid`
 * @example
 * const url = await consoleUrl(fromProfile({ profile: 'deploy' }), { service: 's3' })
 */
export async function consoleUrl(credentials: CredentialsOrProvider, options: ConsoleUrlOptions = {}): Promise<string> {
  const given = argument(consoleCheck, options, OPTIONS)
  const { identity, origin, host } = await resolveCaller(credentials, given)
  const wanted = wantedOf(origin, given)
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

/** What {@link switchRoleUrl} takes besides the role. */
export interface SwitchRoleOptions {
  /** What the console shows for the role, at most 64 characters; of a hop or plan, its profile's name. */
  readonly displayName?: string | undefined
  /** The colour that it is shown in: `red`, `orange`, `yellow`, `green`, `blue`, or six hex digits. */
  readonly color?: string | undefined
}

const SWITCH_ROLE_OPTIONS: Checks<SwitchRoleOptions> = { displayName: text, color: text }

const switchRoleCheck = record(SWITCH_ROLE_OPTIONS)

/** A role: its ARN, a hop, or a plan, which stands for its last role. */
export type SwitchRoleTarget =
  | string
  | (Pick<Hop, 'roleArn'> & { readonly profile?: string | undefined })
  | Pick<Plan, 'hops'>

/**
 * The link that makes a person who is signed in to the AWS console switch to a role. It holds no
 * secret and nothing is called; whether the person may have the role shows when they open it. A role
 * that asks for an external id cannot be switched to in the console.
 *
 * @throws RolehopError `role-arn-malformed`, `usage-invalid` (a path and name, or a display name, of
 *   more than 64 characters; a colour that is none), `not-supported-here`
 * @example
 * switchRoleUrl('arn:aws:iam::444455556666:role/Deploy', { displayName: 'production', color: 'red' })
 */
export function switchRoleUrl(role: SwitchRoleTarget, options: SwitchRoleOptions = {}): string {
  const { displayName, color } = argument(switchRoleCheck, options, OPTIONS)
  const { roleArn, profile } = argument(roleCheck, role, 'role')
  // A name that was not asked for must not stand in the way of the link.
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
  throw usageError('the profile assumes no role', 'use a profile with `role_arn`')
}
