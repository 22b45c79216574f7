/** The example of a page whose settings have none: the chains of a team, with the keys of AWS's documentation. */
export const EXAMPLE = {
  config: `[default]
region = eu-central-1

[profile hub]
role_arn = arn:aws:iam::111122223333:role/Hub
source_profile = default
mfa_serial = arn:aws:iam::111122223333:mfa/alice

[profile deploy]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = hub
role_session_name = alice
duration_seconds = 3600
region = eu-west-1

[profile reports]
sso_session = corp
sso_account_id = 777788889999
sso_role_name = ReadOnly
region = eu-central-1

[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1

# A misspelled key, to try a fix on
[profile audit]
role_arn = arn:aws:iam::111122223333:role/Audit
source_profil = default
`,
  credentials: `[default]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
`,
  note: 'These are example files: look around. Their keys do not exist, so AWS rejects them.',
} as const
