/** Pasted keys as a profile. */
import { SharedConfig } from 'rolehop/slim'
import type { Keys, Texts } from '../protocol.ts'

/** Adds the keys to the credentials file, and their region to the config; a token of older keys is removed. */
export function adopt({ texts, profile, keys }: { texts: Texts; profile: string; keys: Keys }): Texts {
  const config = SharedConfig.parse(texts)
  config.set(profile, 'aws_access_key_id', keys.accessKeyId)
  config.set(profile, 'aws_secret_access_key', keys.secretAccessKey)
  if (keys.sessionToken === undefined) config.unset(profile, 'aws_session_token')
  else config.set(profile, 'aws_session_token', keys.sessionToken)
  if (keys.region !== undefined) config.set(profile, 'region', keys.region)
  return { config: config.text('config'), credentials: config.text('credentials') }
}
