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
  profile: { value: 'NAME', help: 'the profile; else AWS_PROFILE, AWS_DEFAULT_PROFILE, default', empty: 'not-given' },
  region: { value: 'REGION', help: "the region of the STS calls; else AWS_REGION, the profile's" },
  output: { value: 'FORMAT', choices: OUTPUTS, help: 'json or text' },
  'config-file': { value: 'PATH', help: 'read this file in place of ~/.aws/config' },
  'credentials-file': { value: 'PATH', help: 'read this file in place of ~/.aws/credentials' },
  'endpoint-url': {
    value: 'URL',
    help: 'where the last call goes (whoami, console, exec); never an AssumeRole',
  },
  'mfa-code': { value: 'CODE', help: 'the MFA code, not asked for; other users see it in `ps`', empty: 'a-value' },
  'session-name': { value: 'PATTERN', help: 'what to call sessions of roles without a name: {user}@{profile}' },
  'no-cache': { help: 'neither read nor write cached credentials' },
  debug: { help: 'say on stderr what is done; never a secret' },
  version: { help: 'print the version' },
  help: { help: 'print this help, or that of a command', short: 'h' },
} as const satisfies Record<string, Option>

/** Options of single commands. */
export const COMMAND_OPTIONS = {
  format: { value: 'FORMAT', choices: FORMATS, help: `one of ${FORMATS.join(', ')}` },
  'sso-session': { value: 'NAME', help: 'the sso-session section to sign in to, in place of a profile' },
  'no-browser': { help: 'do not open the page; print it only' },
  serve: { help: 'serve the credentials to the program, and new ones when they end' },
  port: { value: 'PORT', help: 'listen on this port; any free one without it' },
  service: { value: 'NAME', help: 'the service to open, as its address has it: s3, ec2' },
  destination: { value: 'URL', help: 'the page of the console to open, in place of a service' },
  'session-duration': { value: 'SECONDS', help: "how long the console's session lasts; not for chained roles" },
  open: { help: 'open the page in the browser in place of printing its URL' },
  'switch-role': { help: 'the link that switches roles in the console; needs no credentials' },
  'display-name': { value: 'NAME', help: "what the console shows for the role; else the profile's name" },
  color: { value: 'COLOR', help: 'red, orange, yellow, green, blue, or six hex digits' },
  profiles: { value: 'A,B,…', help: 'these profiles, in place of --profile' },
  concurrency: { value: 'N', help: 'how many profiles are worked on at once (8)' },
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
