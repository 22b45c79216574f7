/** Lists the accounts and roles of an access portal of IAM Identity Center. */

import { EngineHost, type HostFunctions } from '../engine/host.ts'
import { callAsync } from '../engine/instance.ts'
import type { Capabilities, PlanRequest, SsoAccount, SsoRoles } from '../generated/types.ts'
import { argument, type Checks, list, mistyped, OPTIONS, record, text, word } from '../model/arguments.ts'
import { COMMON_OPTIONS, FILE_OPTIONS } from '../model/options.ts'
import type { CommonOptions, FileOptions } from '../model/types.ts'
import { type CallContext, capabilities } from '../resolve/call-context.ts'
import { configContext, internalsOf } from '../resolve/config-internals.ts'
import { tokenStoresOf } from '../resolve/resolve.ts'
import { omitUndefined } from '../util/objects.ts'
import { loadFiles, SharedConfig } from './shared-config.ts'

export type { SsoAccount, SsoRoles }

/** Options of {@link listSsoRoles}. */
export interface ListSsoRolesOptions extends CommonOptions, FileOptions {
  /**
   * The profile that has the SSO settings, itself or at the start of its chain.
   *
   * @example { profile: 'sso-admin' }
   */
  readonly profile?: string | undefined
  /**
   * The `sso-session` section, instead of a profile. Default: the only one of the config, if no profile is
   * selected.
   *
   * @example { ssoSession: 'corp' }
   */
  readonly ssoSession?: string | undefined
  /**
   * Patterns of accounts (by ID, name or email address) and of roles, with `*` and `?`. Of several for the
   * same, any must match. Roles of other accounts are not requested.
   *
   * @example { filters: ['account=prod-*', 'role=ReadOnly'] }
   */
  readonly filters?: readonly string[] | undefined
  /**
   * The config to use instead of the user's files. It must be loaded from files, which have a token cache.
   *
   * @example { config: await SharedConfig.load() }
   */
  readonly config?: SharedConfig | undefined
}

const LIST_OPTIONS: Checks<ListSsoRolesOptions> = {
  ...COMMON_OPTIONS,
  ...FILE_OPTIONS,
  profile: word,
  ssoSession: word,
  filters: list(text),
  config: (value, name) => {
    if (!(value instanceof SharedConfig)) throw mistyped(name, 'a `SharedConfig`', value)
    return value
  },
}

const optionsCheck = record(LIST_OPTIONS)

/**
 * Lists the accounts and roles that IAM Identity Center grants to the user, with the SSO token of the AWS
 * CLI's cache, which is refreshed if that is possible. All pages are read; while the portal throttles, the
 * calls wait and are sent again.
 *
 * @throws RolehopError such as `sso-login-required`, `sso-rejected`, `sso-unreachable`, `sso-session-not-found`,
 *   `aborted`; `usage-invalid` for an option that is wrong or unknown
 * @example
 * const { accounts } = await listSsoRoles({ ssoSession: 'corp' })
 * for (const { accountId, accountName, roles } of accounts) console.log(accountId, accountName, roles)
 */
export async function listSsoRoles(init: ListSsoRolesOptions = {}): Promise<SsoRoles> {
  const options = argument(optionsCheck, init, OPTIONS)
  const config = options.config ?? (await loadFiles(options))
  const { engine, origin } = internalsOf(config)
  const context = configContext(options, origin)
  const allowed = capabilities(origin ? 'trusted' : 'pasted')
  const request = omitUndefined({ env: context.env, capabilities: allowed, profile: options.profile }) as PlanRequest
  const host = new EngineHost(hostFunctions(options, context, allowed))
  const { ssoSession, filters = [] } = options
  try {
    return await callAsync((glue) => glue.ssoRoles(engine, request, ssoSession, [...filters], host))
  } finally {
    await host.close()
  }
}

function hostFunctions(options: ListSsoRolesOptions, context: CallContext, allowed: Capabilities): HostFunctions {
  const { signal, logger } = options
  const { host, send, env } = context
  const tokenStores = tokenStoresOf(context, allowed, undefined)
  return { host, send, env, signal, logger, tokenStores, caches: undefined, mfaCodes: undefined }
}
