/** The MFA device, and the profile that the session is written to. */
import type { SharedConfig } from '../../index.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { answered } from '../io/answered.ts'
import { copyOf, refusalOf } from '../trial.ts'

/** The settings of sources other than access keys. */
const OTHER_SOURCES = [
  'role_arn',
  'sso_session',
  'sso_account_id',
  'sso_role_name',
  'web_identity_token_file',
  'credential_process',
  'login_session',
]

/** The MFA device: of the command line, the profile or the user. */
export async function deviceOf(context: Context, config: SharedConfig): Promise<string> {
  const given = context.flags['serial-number'] ?? config.get(context.profile, 'mfa_serial')
  if (given) return given
  const problemOf = (text: string) => (text.trim() === '' ? 'is required' : undefined)
  const label = 'MFA serial number or ARN: '
  return (await answered(context, { label, problemOf }, 'pass `--serial-number`')).trim()
}

/**
 * The profile that the session is written to: of the command line or the user, by default named after the
 * device. Its prompt comes before that of the code, which is valid for 30 seconds only.
 *
 * @throws UsageError for a profile that has other credentials
 */
export async function profileOf(context: Context, config: SharedConfig, serial: string): Promise<string> {
  const initial = nameFor(serial)
  const problemOf = (text: string) => problem(config, text.trim() || initial)
  const given = context.flags['update-profile']
  const label = `Profile to update [${initial}]: `
  const name = given ?? ((await answered(context, { label, problemOf }, 'pass `--update-profile`')).trim() || initial)
  const found = problem(config, name)
  if (found !== undefined)
    throw new UsageError(`profile \`${name}\` ${found}`, 'choose another with `--update-profile`')
  return name
}

/** `111122223333-alice` for the ARN of a device, in any partition. */
function nameFor(serial: string): string {
  const [, account, device] = /^arn:[\w-]+:iam::(\d+):(?:.*\/)?([^/]+)$/.exec(serial) ?? []
  return account === undefined ? `session-${serial}` : `${account}-${device}`
}

/** Why a profile cannot get the session. */
function problem(config: SharedConfig, name: string): string | undefined {
  const other = OTHER_SOURCES.find((key) => config.get(name, key) !== undefined)
  if (other !== undefined) return `has \`${other}\`, another source of credentials`
  const hasToken = ['aws_session_token', 'aws_security_token'].some((key) => config.get(name, key) !== undefined)
  const hasKeys = config.get(name, 'aws_access_key_id') !== undefined
  if (hasKeys && !hasToken) return 'has access keys of a user, which would be lost'
  const refusal = refusalOf(copyOf(config), name, 'aws_access_key_id', 'ASIA')
  return refusal && `cannot be written: ${refusal}`
}
