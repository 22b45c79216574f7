/** Builds the environment of the program that `exec` runs. */
import type { AwsCredentialIdentity } from '../../index.ts'

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Variables that the program must not inherit, because they select, contain or describe another identity.
 * A trailing `*` matches any suffix.
 *
 * Two variables are left out on purpose: `_AWS_CLI_PROFILE_CHAIN` is not an identity and stops a recursive
 * `credential_process`; `BOTO_CONFIG` also configures programs that do not use AWS, and the variables with
 * the keys take precedence over it.
 */
const OTHER_IDENTITIES: readonly (readonly [reason: string, ...names: string[]])[] = [
  ['select a profile', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  [
    'contain or describe credentials',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_SECURITY_TOKEN',
    'AWS_CREDENTIAL_EXPIRATION',
    'AWS_ACCOUNT_ID',
    'AWS_CREDENTIAL_SCOPE',
  ],
  [
    'contain credentials, under names that older SDKs and tools read',
    'AWS_ACCESS_KEY',
    'AWS_SECRET_KEY',
    'AWS_ACCOUNT_KEY',
    'AMAZON_ACCESS_KEY_ID',
    'AMAZON_SECRET_ACCESS_KEY',
    'AMAZON_SESSION_TOKEN',
    'EC2_ACCESS_KEY',
    'EC2_SECRET_KEY',
    'EC2_SECURITY_TOKEN',
  ],
  ['name a credentials file of older SDKs', 'AWS_CREDENTIAL_FILE', 'AWS_CREDENTIAL_PROFILES_FILE'],
  [
    'name a role to assume with a web identity token',
    'AWS_ROLE_ARN',
    'AWS_ROLE_SESSION_NAME',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_IAM_ROLE_ARN',
    'AWS_IAM_ROLE_SESSION_NAME',
  ],
  [
    'name a container credentials endpoint',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  ],
  ['contain API keys, which SDKs use instead of credentials for a service', 'AWS_BEARER_TOKEN_*'],
  [
    'describe credentials that other tools put into the environment',
    'AWS_VAULT',
    'AWS_SESSION_EXPIRATION',
    'AWSUME_PROFILE',
    'AWSUME_EXPIRATION',
    'AWS_SSO_ACCOUNT_ID',
    'AWS_SSO_PROFILE',
    'AWS_SSO_ROLE_ARN',
    'AWS_SSO_ROLE_NAME',
    'AWS_SSO_SESSION_EXPIRATION',
    'AWS_OKTA_PROFILE',
    'AWS_OKTA_ASSUMED_ROLE',
    'AWS_OKTA_ASSUMED_ROLE_ARN',
    'AWS_OKTA_SESSION_EXPIRATION',
    'SAML2AWS_PROFILE',
    'GRANTED_SSO*',
    'ROLEHOP_PROFILE',
  ],
]

/** Variables that take precedence over a container endpoint: botocore reads credentials from this file first. */
const BEFORE_CONTAINER = ['BOTO_CONFIG']

const REMOVED = OTHER_IDENTITIES.flatMap(([, ...names]) => names)
const EXACT = new Set(REMOVED.filter((name) => !name.endsWith('*')))
const PREFIXES = REMOVED.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1))

/** The variables to set, and those to remove in addition to {@link OTHER_IDENTITIES}. */
export interface Changes {
  readonly variables: Readonly<Record<string, string>>
  readonly removed?: readonly string[]
}

/**
 * Returns the environment for a program: the caller's without other identities, and with the changes.
 *
 * @param platform on `win32`, variable names are case-insensitive, and programs must not be looked up in the
 *   current directory
 */
export function changedEnvironment(
  env: Environment,
  { variables, removed = [] }: Changes,
  platform: NodeJS.Platform = process.platform,
): Environment {
  const form = (name: string) => (platform === 'win32' ? name.toUpperCase() : name)
  // Node would pass both spellings of a name on, and Windows would use the old one.
  const replaced = new Set([...Object.keys(variables), ...removed].map(form))
  const isKept = ([name]: [string, unknown]) => !isOtherIdentity(form(name)) && !replaced.has(form(name))
  const kept = Object.fromEntries(Object.entries(env).filter(isKept))
  const windows = platform === 'win32' ? { NoDefaultCurrentDirectoryInExePath: '1' } : {}
  return { ...kept, ...windows, ...variables }
}

function isOtherIdentity(name: string): boolean {
  return EXACT.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix))
}

/** Returns the credentials as environment variables. */
export function credentialVariables(credentials: AwsCredentialIdentity): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
    ...(expiration && { AWS_CREDENTIAL_EXPIRATION: isoSeconds(expiration) }),
  }
}

/** The changes for a program that gets its credentials from a container endpoint. */
export const CONTAINER_CHANGES: Pick<Changes, 'removed'> = { removed: BEFORE_CONTAINER }

/** Formats a time as the AWS CLI exports it. */
function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '+00:00')
}
