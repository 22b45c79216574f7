/** Calls STS `GetCallerIdentity`. */

import { callAsync } from '../engine/instance.ts'
import type { CallerIdentityOptions, Endpoint, Plan } from '../generated/types.ts'
import { argument, type Checks, OPTIONS, record, text } from '../model/arguments.ts'
import { toWire } from '../model/credentials.ts'
import { COMMON_OPTIONS, endpointCheck, endpointOptions } from '../model/options.ts'
import type { CallerIdentity, CommonOptions, CredentialsOrProvider, Environment } from '../model/types.ts'
import { createCallContext } from '../resolve/call-context.ts'
import { resolveCaller } from '../resolve/client.ts'
import type { Origin } from '../resolve/issued.ts'
import { omitUndefined } from '../util/objects.ts'
import { SharedConfig } from './shared-config.ts'

/** Options of {@link getCallerIdentity}. */
export interface GetCallerIdentityOptions extends CommonOptions {
  /**
   * The region of STS.
   *
   * @example { region: 'eu-west-1' }
   */
  readonly region?: string | undefined
  /**
   * A custom endpoint: a URL, or the `sts` of a plan.
   *
   * @example { endpoint: 'http://localhost:4566' }
   */
  readonly endpoint?: string | Endpoint | undefined
}

const CALLER_OPTIONS: Checks<GetCallerIdentityOptions> = { ...COMMON_OPTIONS, region: text, endpoint: endpointCheck }

const optionsCheck = record(CALLER_OPTIONS)

/**
 * Calls STS `GetCallerIdentity`, which requires no permissions.
 *
 * The endpoint is that of the options; otherwise, for credentials of {@link fromProfile}, that of the
 * profile, with the same `fetch`; otherwise the one that the AWS CLI would call with these credentials in the
 * environment.
 *
 * @param credentials credentials of any SDK, or a provider
 * @returns the user ID, the account and the ARN
 * @throws RolehopError such as `token-expired`, `credentials-rejected`, `sts-unreachable`;
 *   `usage-invalid` for invalid arguments or unknown keys
 * @example
 * const { account, arn } = await getCallerIdentity(fromProfile({ profile: 'deploy' }))
 */
export async function getCallerIdentity(
  credentials: CredentialsOrProvider,
  options: GetCallerIdentityOptions = {},
): Promise<CallerIdentity> {
  const given = argument(optionsCheck, options, OPTIONS)
  const { identity, origin, network, host } = await resolveCaller(credentials, given)
  const to = { ...whereTo(origin, given), network }
  return callAsync((engine) => engine.getCallerIdentity(toWire(identity), to, host))
}

/** Where to call STS with credentials of an origin. @internal */
export function whereTo(origin: Origin | undefined, options: GetCallerIdentityOptions): CallerIdentityOptions {
  const { region, endpoint } = options
  const { profile, sts } = origin ?? {}
  // With a custom endpoint, the region in the signature is that of the plan.
  if (endpoint !== undefined)
    return omitUndefined({
      region: region ?? sts?.signingRegion,
      profile,
      ...endpointOptions(endpoint),
    }) as CallerIdentityOptions
  if (region !== undefined) return omitUndefined({ region, profile }) as CallerIdentityOptions
  const plan = origin ?? planOfEnvironment(options.env)
  return omitUndefined({ endpoint: plan.sts, region: plan.region, profile }) as CallerIdentityOptions
}

/** Plans with access keys as the only credentials in the environment, to get the endpoint. */
function planOfEnvironment(env: Environment | undefined): Plan {
  const { AWS_PROFILE: _, AWS_DEFAULT_PROFILE: __, ...rest } = createCallContext(omitUndefined({ env })).env
  const keys = { AWS_ACCESS_KEY_ID: 'unused', AWS_SECRET_ACCESS_KEY: 'unused' }
  return SharedConfig.parse().plan(undefined, { env: { ...rest, ...keys } })
}
