/** Lists the accounts and roles of an access portal of IAM Identity Center. */

import { withHost } from '../engine/host.ts'
import { callAsync } from '../engine/instance.ts'
import type { SsoAccount, SsoRoles } from '../generated/types.ts'
import { argument, type Checks, list, OPTIONS, record, text, word } from '../model/arguments.ts'
import { COMMON_OPTIONS, FILE_OPTIONS } from '../model/options.ts'
import type { CommonOptions, FileOptions } from '../model/types.ts'
import type { SharedConfig } from './shared-config.ts'
import { configCheck, tokenCall } from './token-call.ts'

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
  config: configCheck,
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
  const { engine, request, functions } = await tokenCall(options)
  const { ssoSession, filters = [] } = options
  return withHost(functions, (host) =>
    callAsync((glue) => glue.ssoRoles(engine(), request, ssoSession, [...filters], host)),
  )
}
