/** The note for a new user without a config. */
import { existsSync } from 'node:fs'
import type { Files } from '../generated/types.ts'
import { shortPath } from './short-path.ts'

/** What to run then. */
export const CREATE_FILES =
  'run `aws configure` to enter access keys, `aws configure sso` to use IAM Identity Center, or `rolehop set KEY VALUE --profile NAME`'

/** That neither file exists, and where both were looked for; `undefined` if one exists. */
export function missingFiles({ config, credentials }: Partial<Files>): string | undefined {
  if (config === undefined || credentials === undefined) return undefined
  if (existsSync(config) || existsSync(credentials)) return undefined
  return `no config found: neither \`${shortPath(config)}\` nor \`${shortPath(credentials)}\` exists`
}
