/** Problems of an answer, found by the rules of `check`. */
import type { Section, SharedConfig } from '../../index.ts'
import { copyOf, refusalOf } from '../trial.ts'
import type { Step } from './kinds.ts'

/** Codes of settings that are missing while a profile is incomplete. */
const PENDING: readonly string[] = [
  'source-missing',
  'sso-incomplete',
  'sso-session-not-found',
  'static-keys-incomplete',
  'session-token-missing',
]

/**
 * Returns the problem of a setting's value, if there is one.
 *
 * @param config the config with the answers before
 * @param section the profile, or the `sso-session` section that the profile names
 */
export function problemOf(
  config: SharedConfig,
  profile: string,
  section: string | Section,
  { key, isOptional }: Step,
  value: string,
): string | undefined {
  // No rule of `check` applies to the region of a portal before the profile names an account and a role.
  if (key === 'sso_region') return problemOf(config, profile, profile, { key: 'region', label: '' }, value)
  const text = value.trim()
  if (text === '') return isOptional ? undefined : 'is required'
  const tried = copyOf(config)
  const refusal = refusalOf(tried, section, key, text)
  if (refusal !== undefined) return refusal
  const found = tried.check(profile, { env: {}, trust: 'trusted' })
  return found.find((it) => it.key === key && it.severity !== 'info' && !PENDING.includes(it.code))?.message
}

/** Returns the problem of a new profile's name, if there is one. */
export function nameProblem(config: SharedConfig, name: string): string | undefined {
  const text = name.trim()
  if (text === '') return 'is required'
  if (config.profiles.includes(text)) return 'is in use'
  return problemOf(config, text, text, { key: 'region', label: '' }, 'us-east-1')
}
