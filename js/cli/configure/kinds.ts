/** The kinds of profiles, with the settings of each. */
import type { SharedConfig } from '../../index.ts'

/** A setting with its prompt. */
export interface Step {
  readonly key: string
  readonly label: string
  readonly isOptional?: true
  readonly isHidden?: true
  /** Whether the setting is needed, after the answers before it; by default it is. */
  readonly applies?: (config: SharedConfig, profile: string) => boolean
  /** The words that Tab completes. */
  readonly words?: (config: SharedConfig) => readonly string[]
}

const REGION: Step = { key: 'region', label: 'Region', isOptional: true }

/** Whether the access key is temporary: AWS rejects it without the token that was issued with it. */
function needsToken(config: SharedConfig, profile: string): boolean {
  return config.check(profile, { env: {}, trust: 'trusted' }).some(({ code }) => code === 'session-token-missing')
}

/** The settings of each kind, in the order of the questions. */
export const KINDS = {
  role: [
    { key: 'role_arn', label: 'Role ARN' },
    { key: 'source_profile', label: 'Source profile', words: (config) => config.profiles },
    { key: 'mfa_serial', label: 'MFA device ARN', isOptional: true },
    { key: 'duration_seconds', label: 'Session duration in seconds, 900 to 43200', isOptional: true },
    REGION,
  ],
  sso: [
    { key: 'sso_session', label: 'SSO session', words: (config) => config.ssoSessions },
    { key: 'sso_account_id', label: 'Account ID' },
    { key: 'sso_role_name', label: 'Role name' },
    REGION,
  ],
  keys: [
    { key: 'aws_access_key_id', label: 'Access key ID' },
    { key: 'aws_secret_access_key', label: 'Secret access key', isHidden: true },
    { key: 'aws_session_token', label: 'Session token', isHidden: true, applies: needsToken },
    REGION,
  ],
  process: [{ key: 'credential_process', label: 'Command' }, REGION],
} as const satisfies Record<string, readonly Step[]>

/** The name of a kind. */
export type Kind = keyof typeof KINDS

/** Whether a word is the name of a kind. */
export function isKind(word: string): word is Kind {
  return Object.hasOwn(KINDS, word)
}

/** The settings of a new `sso-session` section. */
export const SESSION_STEPS: readonly Step[] = [
  { key: 'sso_start_url', label: 'SSO start URL' },
  { key: 'sso_region', label: 'SSO region' },
]
