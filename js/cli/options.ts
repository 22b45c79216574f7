/** Every option of the command line, once: how it is read, and what its help says. */

/** One option. */
export interface Option {
  /** What its value is called in the help; an option without one takes no value. */
  readonly value?: string
  /** The only values it may have. */
  readonly choices?: readonly string[]
  /** What it does. */
  readonly help: string
  /** Its one-letter form. */
  readonly short?: string
  /** What an empty value means; by default it is a mistake. */
  readonly empty?: 'not-given' | 'a-value'
}

const OUTPUTS = ['json', 'text'] as const

/** The formats of `credentials`, as `aws configure export-credentials` names them, and two more. */
export const FORMATS = ['process', 'env', 'env-no-export', 'powershell', 'windows-cmd', 'fish', 'json', 'ini'] as const

/** The names that `whoami --query` knows, in the order in which the AWS CLI prints them as text. */
export const IDENTITY_FIELDS = ['Account', 'Arn', 'UserId'] as const

/** Options of every command. */
export const GLOBAL_OPTIONS = {
  profile: {
    value: 'NAME',
    help: 'profile to use (default: AWS_PROFILE, AWS_DEFAULT_PROFILE, default)',
    empty: 'not-given',
  },
  region: { value: 'REGION', help: "Region for STS calls (default: AWS_REGION, the profile's)" },
  output: { value: 'FORMAT', choices: OUTPUTS, help: 'json or text' },
  'config-file': { value: 'PATH', help: 'config file to read instead of ~/.aws/config' },
  'credentials-file': { value: 'PATH', help: 'credentials file to read instead of ~/.aws/credentials' },
  'endpoint-url': {
    value: 'URL',
    help: 'where the last call goes (whoami, console, exec); never an AssumeRole',
  },
  'mfa-code': {
    value: 'CODE',
    help: 'MFA code, to skip the prompt (visible to other users in `ps`)',
    empty: 'a-value',
  },
  'session-name': { value: 'PATTERN', help: 'session name for roles that set none, e.g. {user}@{profile}' },
  'no-cache': { help: 'do not read or write cached credentials' },
  debug: { help: 'log each step to stderr (secrets are never logged)' },
  version: { help: 'print the version' },
  help: { help: 'print help for rolehop or a command', short: 'h' },
} as const satisfies Record<string, Option>

/** Options of single commands. */
export const COMMAND_OPTIONS = {
  format: { value: 'FORMAT', choices: FORMATS, help: `one of ${FORMATS.join(', ')}` },
  'sso-session': { value: 'NAME', help: 'sso-session section to sign in to, instead of a profile' },
  'no-browser': { help: 'print the URL instead of opening a browser' },
  serve: { help: 'serve credentials to the program and refresh them before they expire' },
  port: { value: 'PORT', help: 'port to listen on (default: any free port)' },
  service: { value: 'NAME', help: 'service to open, as in the console URL, e.g. s3 or ec2' },
  destination: { value: 'URL', help: 'console page to open, instead of a service' },
  'session-duration': { value: 'SECONDS', help: 'duration of the console session; not for chained roles' },
  open: { help: 'open the URL in a browser instead of printing it' },
  'switch-role': { help: 'print a switch-role link; needs no credentials' },
  'display-name': { value: 'NAME', help: 'display name of the role (default: the profile name)' },
  color: { value: 'COLOR', help: 'red, orange, yellow, green, blue, or six hex digits' },
  profiles: { value: 'A,B,…', help: 'comma-separated profiles, instead of --profile' },
  concurrency: { value: 'N', help: 'number of profiles to process at once (default: 8)' },
  query: { value: 'FIELD', choices: IDENTITY_FIELDS, help: `print one field: ${IDENTITY_FIELDS.join(', ')}` },
} as const satisfies Record<string, Option>

/** All of them. */
export const OPTIONS = { ...GLOBAL_OPTIONS, ...COMMAND_OPTIONS }

/** The name of an option that only some commands take. */
export type CommandOptionName = keyof typeof COMMAND_OPTIONS

/** The name of any option. */
export type OptionName = keyof typeof OPTIONS

type ValueOf<O> = O extends { choices: readonly (infer C)[] } ? C : O extends { value: string } ? string : true

/** What was given: values of options, `true` for those without one. Absent means not given. */
export type Flags = { readonly [Name in OptionName]?: ValueOf<(typeof OPTIONS)[Name]> }
