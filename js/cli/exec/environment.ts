/** The environment of the program of `exec`. */
import type { AwsCredentialIdentity } from '../../index.ts'

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Variables that the program must not inherit: they would select another identity, hold one, or say
 * that there is one. A `*` at the end stands for any ending.
 *
 * Not in here: `_AWS_CLI_PROFILE_CHAIN`, which is not an identity and stops a `credential_process` that
 * calls for its own profile; `BOTO_CONFIG`, which also configures programs that are not AWS's and
 * comes after the variables with the keys.
 */
const OTHER_IDENTITIES: readonly (readonly [reason: string, ...names: string[]])[] = [
  ['select a profile', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  [
    'hold credentials, or say something of those that the environment held',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_SECURITY_TOKEN',
    'AWS_CREDENTIAL_EXPIRATION',
    'AWS_ACCOUNT_ID',
    'AWS_CREDENTIAL_SCOPE',
  ],
  [
    'the same, by names that older SDKs and tools still read',
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
  ['a file with credentials, of older SDKs', 'AWS_CREDENTIAL_FILE', 'AWS_CREDENTIAL_PROFILES_FILE'],
  [
    'a web identity: a role to assume with a token from a file',
    'AWS_ROLE_ARN',
    'AWS_ROLE_SESSION_NAME',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_IAM_ROLE_ARN',
    'AWS_IAM_ROLE_SESSION_NAME',
  ],
  [
    'the credentials endpoint of a container',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  ],
  ['API keys, which SDKs use in place of credentials for a service', 'AWS_BEARER_TOKEN_*'],
  [
    'marks of other tools that say whose credentials the environment holds',
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

/** What a program finds before the endpoint of `exec --serve`, besides: botocore reads it first. */
const BEFORE_THE_ENDPOINT = ['BOTO_CONFIG']

const TAKEN_OUT = OTHER_IDENTITIES.flatMap(([, ...names]) => names)
const EXACT = new Set(TAKEN_OUT.filter((name) => !name.endsWith('*')))
const PREFIXES = TAKEN_OUT.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1))

/** What the program's environment gets, and what it loses besides {@link OTHER_IDENTITIES}. */
export interface Changes {
  readonly variables: Readonly<Record<string, string>>
  readonly removed?: readonly string[]
}

/**
 * The environment of a program: the caller's, without other identities, with the changes.
 *
 * @param platform `win32` has names without case, and looks for programs in the current folder
 */
export function changedEnvironment(
  env: Environment,
  { variables, removed = [] }: Changes,
  platform: NodeJS.Platform = process.platform,
): Environment {
  const form = (name: string) => (platform === 'win32' ? name.toUpperCase() : name)
  // A name that differs in its case alone would be a second variable for Node, and the first for Windows.
  const replaced = new Set([...Object.keys(variables), ...removed].map(form))
  const isKept = ([name]: [string, unknown]) => !isOtherIdentity(form(name)) && !replaced.has(form(name))
  const kept = Object.fromEntries(Object.entries(env).filter(isKept))
  const windows = platform === 'win32' ? { NoDefaultCurrentDirectoryInExePath: '1' } : {}
  return { ...kept, ...windows, ...variables }
}

function isOtherIdentity(name: string): boolean {
  return EXACT.has(name) || PREFIXES.some((prefix) => name.startsWith(prefix))
}

/** Credentials as variables. */
export function credentialVariables(credentials: AwsCredentialIdentity): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
    ...(expiration && { AWS_CREDENTIAL_EXPIRATION: isoSeconds(expiration) }),
  }
}

/** What a program loses that is given an endpoint to ask for credentials. */
export const BESIDE_AN_ENDPOINT: Pick<Changes, 'removed'> = { removed: BEFORE_THE_ENDPOINT }

/** A time as the AWS CLI exports it. */
function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '+00:00')
}
