/** The table of options: how each is parsed, and its help text. */
import type { CredentialsFormat } from '../model/types.ts'

/** An option. */
export interface Option {
  /** The placeholder for its value in the help; absent for a flag. */
  readonly value?: string
  /** The allowed values; absent if any value is allowed. */
  readonly choices?: readonly string[]
  /** The help text. */
  readonly help: string
  /** The one-letter form. */
  readonly short?: string
  /** How an empty value is treated: as if the option were absent, or as a value. By default, it is an error. */
  readonly empty?: 'not-given' | 'a-value'
  /** Whether it collects the values of repeats. For any other option, the last value wins. */
  readonly multiple?: true
}

const OUTPUTS = ['json', 'text'] as const

/** The formats of environment variables: options are parsed without the engine, which has them too. */
export const SHELL_FORMATS = ['env', 'env-no-export', 'powershell', 'windows-cmd', 'fish'] as const

/** The formats of `credentials`: those of `aws configure export-credentials`, json and ini. */
const FORMATS = ['process', ...SHELL_FORMATS, 'json', 'ini'] as const satisfies readonly CredentialsFormat[]

/** Every option. */
export const OPTIONS = {
  profile: {
    value: 'NAME',
    short: 'p',
    help: 'profile to use (default: AWS_PROFILE, AWS_DEFAULT_PROFILE, default)',
    empty: 'not-given',
  },
  pick: { short: 'P', help: 'pick the profile from a list on the terminal' },
  profiles: { value: 'A,B,…', help: 'comma-separated profiles, instead of --profile' },
  concurrency: { value: 'N', help: 'number of profiles to process at once (default: 8)' },
  region: { value: 'REGION', help: "Region of the calls (default: AWS_REGION, the profile's)" },
  'role-arn': { value: 'ARN', help: 'role to assume with the credentials of the profile' },
  duration: { value: 'SECONDS', help: 'duration of the last role session: 900 to 43200' },
  'session-name': { value: 'PATTERN', help: 'session name for roles that set none, e.g. {user}@{profile}' },
  policy: { value: 'FILE', help: 'JSON file with a session policy for the last role' },
  'policy-arn': { value: 'ARN', help: 'managed policy that limits the last role session; repeatable', multiple: true },
  tag: { value: 'KEY=VALUE', help: 'session tag for the last role; repeatable', multiple: true },
  'source-identity': { value: 'NAME', help: 'source identity of the last role session' },
  'mfa-code': {
    value: 'CODE',
    help: 'MFA code, to skip the prompt (visible to other users in `ps`)',
    empty: 'a-value',
  },
  'mfa-process': { value: 'COMMAND', help: 'program that prints the MFA code (overrides mfa_process)' },
  'mfa-session': { help: 'use the MFA code for a session that serves all roles of the user' },
  'serial-number': { value: 'ARN', help: 'MFA device (default: mfa_serial of the profile)' },
  'duration-seconds': { value: 'SECONDS', help: 'duration of the session: 900 to 129600 (default: 43200)' },
  'update-profile': { value: 'NAME', help: 'profile to write the session to' },
  'no-login': { help: 'fail if a sign-in is needed, instead of asking at the terminal' },
  'no-cache': { help: 'do not read or write cached credentials' },
  refresh: { help: 'replace the cached session of the last role' },
  'endpoint-url': { value: 'URL', help: "endpoint of the final call or the program's calls, never of AssumeRole" },
  format: { value: 'FORMAT', choices: FORMATS, help: FORMATS.join(', ') },
  'sso-session': { value: 'NAME', help: 'sso-session section to use, instead of a profile' },
  services: { value: 'NAME', help: 'services section to use, instead of a profile' },
  filter: { value: 'PATTERN', help: 'account=PATTERN or role=PATTERN, with * and ?; repeatable', multiple: true },
  template: { value: 'TEXT', help: 'name of new profiles (default: {account_name}-{role_name})' },
  prune: { help: 'remove profiles whose roles are no longer granted' },
  yes: { help: 'write without asking' },
  'dry-run': { help: 'show what would be written, and write nothing' },
  'no-browser': { help: 'print the URL instead of opening a browser' },
  remote: { help: 'sign in with a browser on another computer, and enter the code it shows' },
  'use-device-code': { help: 'sign in to IAM Identity Center by approving a code on any device' },
  all: { help: 'also delete all login sessions of `aws login`' },
  serve: { help: 'serve credentials to the program and refresh them before they expire' },
  stdio: { help: 'communicate over standard input and output (the default and the only way)' },
  port: { value: 'PORT', help: 'port to listen on (default: any free port)' },
  service: { value: 'NAME', help: 'service to open, as in the console URL, e.g. s3 or ec2' },
  destination: { value: 'URL', help: 'console page to open, instead of a service' },
  'session-duration': { value: 'SECONDS', help: 'duration of the console session; not for chained roles' },
  open: { help: 'open the URL in a browser instead of printing it' },
  'switch-role': { help: 'print a switch-role link; needs no credentials' },
  'display-name': { value: 'NAME', help: 'display name of the role (default: the profile name)' },
  color: { value: 'COLOR', help: 'red, orange, yellow, green, blue, or six hex digits' },
  'config-file': { value: 'PATH', help: 'config file to read instead of ~/.aws/config' },
  'credentials-file': { value: 'PATH', help: 'credentials file to read instead of ~/.aws/credentials' },
  query: { value: 'EXPRESSION', help: 'JMESPath expression that selects from the JSON output' },
  output: { value: 'FORMAT', choices: OUTPUTS, help: 'json or text' },
  debug: { help: 'log each step to stderr (secrets are never logged)' },
  version: { help: 'print the version' },
  help: { help: 'print help for rolehop or a command', short: 'h' },
} as const satisfies Record<string, Option>

/** The name of an option. */
export type OptionName = keyof typeof OPTIONS

/** Options that differ in one command. */
export type OwnOptions = { readonly [Name in OptionName]?: Option }

/** An option as a command with these options of its own accepts it. */
export function optionOf(name: OptionName, own: OwnOptions = {}): Option {
  return own[name] ?? OPTIONS[name]
}

/** Options of every command. */
export const COMMON: readonly OptionName[] = ['debug', 'version', 'help']

/** Options that every command accepts, used or not: so does the AWS CLI, and scripts rely on it. */
export const TOLERATED: readonly OptionName[] = ['profile', 'region', 'output']

/** Options of commands that read the files. */
export const FILES: readonly OptionName[] = ['config-file', 'credentials-file']

/** Options of commands that print a result. */
export const RESULT: readonly OptionName[] = ['query', 'output']

/** Options that affect the plan. */
export const PLANNING: readonly OptionName[] = [
  'region',
  'role-arn',
  'duration',
  'session-name',
  'policy',
  'policy-arn',
  'tag',
  'source-identity',
  'mfa-session',
]

/** Options of commands that get credentials. */
export const RESOLVING: readonly OptionName[] = [
  ...PLANNING,
  'mfa-code',
  'mfa-process',
  'no-login',
  'no-cache',
  'refresh',
]

type ValueOf<O> = O extends { multiple: true }
  ? readonly string[]
  : O extends { choices: readonly (infer C)[] }
    ? C
    : O extends { value: string }
      ? string
      : true

/** The options given on the command line; `true` for a flag. */
export type Flags = { readonly [Name in OptionName]?: ValueOf<(typeof OPTIONS)[Name]> }
