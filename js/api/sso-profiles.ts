/** Plans profiles for the roles of an access portal. */

import { call } from '../engine/instance.ts'
import type {
  GoneSsoProfile,
  NewProfile,
  ProfileChanges,
  ProfileSetting,
  SsoProfile,
  SsoProfileChange,
  SsoProfiles,
  SsoRoles,
  SsoProfileOptions as WireOptions,
} from '../generated/types.ts'
import { argument, type Checks, flag, list, OPTIONS, object, record, text } from '../model/arguments.ts'
import { internalsOf } from '../resolve/config-internals.ts'
import { omitUndefined } from '../util/objects.ts'
import type { SharedConfig } from './shared-config.ts'
import { configCheck } from './token-call.ts'

export type { GoneSsoProfile, NewProfile, ProfileChanges, ProfileSetting, SsoProfile, SsoProfileChange, SsoProfiles }

/** Options of {@link planSsoProfiles}. */
export interface SsoProfileOptions {
  /**
   * The name of a new profile, with the variables `{account_id}`, `{account_name}`, `{role_name}` and
   * `{sso_session}`. Characters of their values that need quotes become `-`. Default:
   * `{account_name}-{role_name}`.
   *
   * @example { template: '{account_id}.{role_name}' }
   */
  readonly template?: string | undefined
  /**
   * The accounts and roles that get profiles, as for `listSsoRoles`.
   *
   * @example { filters: ['role=ReadOnly'] }
   */
  readonly filters?: readonly string[] | undefined
  /**
   * The `region` of the profiles. Default: none.
   *
   * @example { region: 'eu-west-1' }
   */
  readonly region?: string | undefined
  /**
   * Whether profiles are removed whose roles are no longer granted. Default: `false`.
   *
   * @example { prune: true }
   */
  readonly prune?: boolean | undefined
}

const PROFILE_OPTIONS: Checks<SsoProfileOptions> = { template: text, filters: list(text), region: text, prune: flag }

const optionsCheck = record(PROFILE_OPTIONS)

/**
 * Compares the profiles of a config with the roles of a portal, and returns what is new, changed and gone.
 * Nothing is changed: `config.apply` makes the changes.
 *
 * A profile belongs to a role if it sets `sso_session`, `sso_account_id` and `sso_role_name`, and no
 * `role_arn`. A role with a profile of any name gets no second one. `roles` must not be filtered, because a
 * profile whose role is missing there is gone.
 *
 * @throws RolehopError `edit-refused` with a diagnostic for each name that two roles or another profile have,
 *   and for names that no header can have; `region-invalid`; `sso-incomplete` for a portal without an
 *   `sso-session` section; `usage-invalid` for a wrong argument
 * @example
 * const config = await SharedConfig.load()
 * const { added, changes } = planSsoProfiles(config, await listSsoRoles({ config, ssoSession: 'corp' }))
 * config.apply(changes)
 * await config.save()
 * console.log(added.map(({ profile }) => profile))
 */
export function planSsoProfiles(config: SharedConfig, roles: SsoRoles, options: SsoProfileOptions = {}): SsoProfiles {
  const { engine: files } = internalsOf(argument(configCheck, config, 'config'))
  const listed = argument(object<SsoRoles>, roles, 'roles')
  const given = omitUndefined({ ...argument(optionsCheck, options, OPTIONS) }) as WireOptions
  return call((engine) => engine.ssoProfiles(files, listed, given))
}
