/** The settings that are offered while typing, each with what it is for. */
import type { Completion } from '@codemirror/autocomplete'
import type { File } from 'rolehop'

const CONFIG: Readonly<Record<string, string>> = {
  role_arn: 'the role to assume',
  source_profile: 'the profile whose credentials assume the role',
  credential_source: 'where the credentials come from that assume the role',
  mfa_serial: 'the MFA device to be asked for a code',
  external_id: 'what the role’s owner wants to be told',
  role_session_name: 'the name of the session, for audit logs',
  duration_seconds: 'how long the session lasts: 900 to 43200',
  region: 'the region of the calls',
  output: 'the AWS CLI’s output format',
  sso_session: 'the [sso-session] to sign in with',
  sso_account_id: 'the account, for IAM Identity Center',
  sso_role_name: 'the role in the account, for IAM Identity Center',
  sso_start_url: 'the portal, for IAM Identity Center',
  sso_region: 'the portal’s region',
  sso_registration_scopes: 'what the sign-in is for',
  credential_process: 'a program that prints credentials',
  web_identity_token_file: 'a file with an identity provider’s token',
  endpoint_url: 'where requests go instead of to AWS',
  sts_regional_endpoints: '`regional` or `legacy`',
  services: 'the [services] with endpoints of their own',
  ca_bundle: 'certificates to trust',
}

const CREDENTIALS: Readonly<Record<string, string>> = {
  aws_access_key_id: 'the access key’s id',
  aws_secret_access_key: 'the access key’s secret',
  aws_session_token: 'the token of temporary credentials',
}

/** What can be set in a file. */
export function keys(file: File): readonly Completion[] {
  const settings = file === 'config' ? CONFIG : CREDENTIALS
  return Object.entries(settings).map(([label, info]) => ({
    label,
    detail: info,
    apply: `${label} = `,
    type: 'property',
  }))
}
