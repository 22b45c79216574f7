import type { Command } from '../command.ts'
import { IDENTITY_FIELDS } from '../options.ts'

/** `rolehop whoami`: as `aws sts get-caller-identity`. */
export const whoami: Command = {
  name: 'whoami',
  arguments: [],
  options: ['query'],
  summary: 'who STS says the credentials are',
  details: `Gets the profile's credentials, from the cache if they are there, and asks STS
whose they are. JSON: {"UserId": ID, "Account": ACCOUNT, "Arn": ARN}; as text the
AWS CLI's order: account, ARN, user id, with tabs between.`,
  example: 'rolehop whoami --profile deploy --query Arn --output text',

  async run(context) {
    const { userId, account, arn } = await context.callerIdentity()
    const identity = { UserId: userId, Account: account, Arn: arn }
    const { query, output } = context.flags
    if (output !== 'text') context.out.json(query ? identity[query] : identity)
    else context.out.line(...(query ? [query] : IDENTITY_FIELDS).map((field) => identity[field]))
    return 0
  },
}
