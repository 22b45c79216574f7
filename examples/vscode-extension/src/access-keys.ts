/** Which access keys profiles hold. */
import type { SharedConfig } from 'rolehop/inline'

const KEYS = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'] as const

/** Those of some profiles, as one text to compare with a later one: it is a secret. */
export function accessKeysOf(config: SharedConfig, profiles: readonly string[]): string {
  return JSON.stringify(profiles.map((profile) => [profile, ...KEYS.map((key) => config.get(profile, key))]))
}
