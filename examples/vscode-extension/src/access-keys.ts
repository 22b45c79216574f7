/** The access keys of profiles. */
import type { SharedConfig } from 'rolehop/inline'

const KEYS = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'] as const

/** The access keys of profiles as one text, to detect changes. It is a secret. */
export function accessKeysOf(config: SharedConfig, profiles: readonly string[]): string {
  return JSON.stringify(profiles.map((profile) => [profile, ...KEYS.map((key) => config.get(profile, key))]))
}
