/** Selects the section that a command reads or changes: a profile, `--sso-session` or `--services`. */
import type { Section, SharedConfig } from '../index.ts'
import type { Context } from './context.ts'
import { findSection } from './engine.ts'
import { UsageError } from './errors.ts'
import type { OptionName } from './options.ts'

/** Options that name a section other than a profile. */
export const SECTIONS: readonly OptionName[] = ['sso-session', 'services']

/** A section, and the member of JSON output that names it. */
export interface NamedSection {
  readonly section: string | Section
  readonly label: Readonly<Record<string, string>>
}

/** Returns the section, which need not exist. @throws UsageError for both options */
export function namedSection(context: Context): NamedSection {
  const { 'sso-session': ssoSession, services } = context.flags
  if (ssoSession !== undefined && services !== undefined)
    throw new UsageError('`--sso-session` and `--services` cannot be combined', 'use one of them')
  if (ssoSession !== undefined) return { section: { ssoSession }, label: { ssoSession } }
  if (services !== undefined) return { section: { services }, label: { services } }
  return { section: context.profile, label: { profile: context.profile } }
}

/** Returns the section, which must exist. @throws UsageError, RolehopError such as `profile-not-found` */
export function knownSection(context: Context, config: SharedConfig): NamedSection {
  const named = namedSection(context)
  if (typeof named.section === 'string') context.knownProfile(config)
  else findSection(config, named.section)
  return named
}
