// @ts-check
/** The config of a large team. */

/** The roles of each account. */
const ROLES = ['Admin', 'ReadOnly', 'Billing', 'Support']

/**
 * A correct config of IAM Identity Center: four roles in each account.
 * @param {number} count the number of profiles
 */
export function teamConfig(count) {
  const sections = ['[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-central-1\n']
  for (let index = 0; index < count; index += 1) {
    const account = String(111111110000 + Math.floor(index / ROLES.length))
    const role = ROLES[index % ROLES.length]
    sections.push(
      `[profile team-${Math.floor(index / ROLES.length)}-${role?.toLowerCase()}]`,
      'sso_session = corp',
      `sso_account_id = ${account}`,
      `sso_role_name = ${role}`,
      'region = eu-central-1\n',
    )
  }
  return sections.join('\n')
}
