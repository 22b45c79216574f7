// @ts-check
/** A config for the service of `server.mjs`. */

/** A portal, and a profile of it at the end. */
export const DEMO_PORTAL = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-central-1
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Dev
`
