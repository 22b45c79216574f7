import type { SsoAccount } from '../../index.ts'
import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'

/** `rolehop sso list`: the accounts and roles of a portal. */
export const ssoList: Command = {
  name: 'sso list',
  arguments: [],
  options: ['profile', 'pick', 'sso-session', 'filter', ...FILES, ...RESULT],
  summary: 'list the accounts and roles of IAM Identity Center',
  details: `Lists the accounts and roles that IAM Identity Center grants to you, a line for each role:
account ID, account name, role. The access portal is that of --sso-session or of the
profile; without either, that of the only sso-session section. --filter takes
account=PATTERN (ID, name or email address) or role=PATTERN, with * and ?.
JSON: {"startUrl": URL, "region": REGION, "session": NAME, "accounts": [{"accountId",
"accountName", "emailAddress", "roles": [NAME, ...]}]}.`,
  example: "rolehop sso list --sso-session corp --filter 'account=prod-*'",

  async run(context) {
    const { listRoles } = await import('../sso/roles.ts')
    const listed = await listRoles(context, context.flags.filter ?? [])
    if (context.wantsJson) context.result(listed)
    else for (const row of listed.accounts.flatMap(rows)) context.out.line(...row)
    return 0
  },
}

/** A row for each role; one without a role for an account that has none. */
function rows({ accountId, accountName = '', roles }: SsoAccount): string[][] {
  return roles.length === 0 ? [[accountId, accountName, '']] : roles.map((role) => [accountId, accountName, role])
}
