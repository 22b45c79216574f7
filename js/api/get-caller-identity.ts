/** Who some credentials are. */

import { callAsync } from '../engine/instance.ts'
import type { CallerIdentityOptions, Endpoint, Plan } from '../generated/types.ts'
import { argument, type Checks, OPTIONS, record, text } from '../model/arguments.ts'
import { toWire } from '../model/credentials.ts'
import { COMMON_OPTIONS, endpointCheck } from '../model/options.ts'
import type { CallerIdentity, CommonOptions, CredentialsOrProvider, Environment } from '../model/types.ts'
import { createCallContext } from '../resolve/call-context.ts'
import { resolveCaller } from '../resolve/client.ts'
import type { Origin } from '../resolve/resolve.ts'
import { omitUndefined } from '../util/objects.ts'
import { SharedConfig } from './shared-config.ts'

/** What {@link getCallerIdentity} takes besides the credentials. */
export interface GetCallerIdentityOptions extends CommonOptions {
  /** The region whose STS is asked. */
  readonly region?: string | undefined
  /** Where STS is, when it is not the service's own: a URL. */
  readonly endpoint?: string | Endpoint | undefined
}

const CALLER_OPTIONS: Checks<GetCallerIdentityOptions> = { ...COMMON_OPTIONS, region: text, endpoint: endpointCheck }

const optionsCheck = record(CALLER_OPTIONS)

/**
 * Asks STS whose credentials these are (`GetCallerIdentity`, which needs no permission).
 *
 * STS is asked where the options say; else, for credentials of {@link fromProfile}, where their
 * profile's calls go, and in the same way; else where a program with them in its environment would
 * call.
 *
 * @param credentials of any SDK, or a provider of them
 * @throws RolehopError such as `token-expired`, `credentials-rejected`, `sts-unreachable`;
 *   `usage-invalid` for arguments that are wrong or have an unknown key
 */
export async function getCallerIdentity(
  credentials: CredentialsOrProvider,
  options: GetCallerIdentityOptions = {},
): Promise<CallerIdentity> {
  const given = argument(optionsCheck, options, OPTIONS)
  const { identity, origin, host } = await resolveCaller(credentials, given)
  const to = whereTo(origin, given)
  return callAsync((engine) => engine.getCallerIdentity(toWire(identity), to, host))
}

function whereTo(origin: Origin | undefined, options: GetCallerIdentityOptions): CallerIdentityOptions {
  const { region, endpoint } = options
  const { profile, sts } = origin ?? {}
  // A custom endpoint takes the region in the signature from the plan.
  if (endpoint !== undefined)
    return omitUndefined({ region: region ?? sts?.signingRegion, endpoint, profile }) as CallerIdentityOptions
  if (region !== undefined) return omitUndefined({ region, profile }) as CallerIdentityOptions
  const plan = origin ?? planOfEnvironment(options.env)
  return omitUndefined({ endpoint: plan.sts, region: plan.region, profile }) as CallerIdentityOptions
}

/** Where calls go is the plan's to say: that of keys in the environment and nothing else. */
function planOfEnvironment(env: Environment | undefined): Plan {
  const { AWS_PROFILE: _, AWS_DEFAULT_PROFILE: __, ...rest } = createCallContext(omitUndefined({ env })).env
  const keys = { AWS_ACCESS_KEY_ID: 'unused', AWS_SECRET_ACCESS_KEY: 'unused' }
  return SharedConfig.parse().plan(undefined, { env: { ...rest, ...keys } })
}
