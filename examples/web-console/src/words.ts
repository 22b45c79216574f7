/** Values formatted for display. */
import type { Diagnostic, Source, SourceRange } from 'rolehop'

/** Characters that are invisible or change the text direction; as code points, to be readable here. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu

/** An untrusted text on one line, with invisible characters made visible. */
export function shown(text: string): string {
  return text.replace(
    UNSEEN,
    (character) => `⟨U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}⟩`,
  )
}

/** The parts of a role's ARN for display. */
export function roleOf(arn: string): { readonly name: string; readonly account: string; readonly partition: string } {
  const [, partition = '', , , account = '', ...rest] = arn.split(':')
  const path = rest.join(':')
  return { name: path.slice(path.lastIndexOf('/') + 1) || arn, account, partition }
}

/** Twelve digits in groups of four, as the AWS console has them. */
export function account(id: string): string {
  return /^\d{12}$/.test(id) ? id.replace(/(\d{4})(?=\d)/g, '$1 ') : id
}

/** Seconds as `1 h 30 min`. */
export function duration(seconds: number): string {
  const [hours, minutes, rest] = [
    Math.floor(seconds / 3600),
    Math.floor((seconds % 3600) / 60),
    Math.floor(seconds % 60),
  ]
  const parts = [
    hours && `${hours} h`,
    minutes && `${minutes} min`,
    (rest || seconds < 60) && hours === 0 && `${rest} s`,
  ]
  return parts.filter(Boolean).join(' ')
}

/** `config:12`. */
export function place({ file, line }: SourceRange): string {
  return `${file}:${line}`
}

/** `1 error`, `2 errors`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}

/** The name and the kind of a source. */
export function sourceOf(source: Source): { readonly name: string; readonly what: string } {
  switch (source.kind) {
    case 'static':
      return { name: source.profile, what: `keys in ${source.file}` }
    case 'environment':
      return { name: 'environment', what: 'AWS_ACCESS_KEY_ID and related variables' }
    case 'process':
      return { name: source.program, what: 'a program’s output' }
    case 'sso':
      return { name: source.roleName, what: `IAM Identity Center, ${account(source.accountId)}` }
    case 'web-identity':
      return { name: roleOf(source.roleArn).name, what: `web identity, ${account(roleOf(source.roleArn).account)}` }
    case 'ec2-metadata':
      return { name: 'EC2 instance', what: 'instance metadata' }
    case 'container':
      return { name: 'container', what: 'container credentials' }
    case 'login':
      return { name: source.profile, what: 'console sign-in' }
  }
}

/** Why a chain ends without a source, by the code of the error; the first that applies. */
const BREAKS: readonly (readonly [Diagnostic['code'], string])[] = [
  ['chain-cycle', 'a cycle'],
  ['source-conflict', 'two sources'],
  ['source-missing', 'not set'],
  ['source-profile-not-found', 'not found'],
  ['profile-not-found', 'not found'],
  ['source-has-no-credentials', 'no credentials'],
  ['no-credentials', 'no credentials'],
]

/** The name of a source that a chain does not have: why not. */
export function absentSource(found: readonly Diagnostic[]): string {
  const reason = BREAKS.find(([wanted]) => found.some(({ code }) => code === wanted))
  return reason?.[1] ?? 'not valid'
}
