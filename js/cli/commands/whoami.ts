import type { CallerIdentity } from '../../index.ts'
import { omitUndefined } from '../../util/objects.ts'
import type { Command, Context } from '../command.ts'
import { concurrencyOf, forEach, namesOf, type Outcome, reportErrors } from '../exec/many.ts'
import { FILES, RESOLVING, RESULT } from '../options.ts'

/** `rolehop whoami`: the equivalent of `aws sts get-caller-identity`. */
export const whoami: Command = {
  name: 'whoami',
  arguments: [],
  needsProfile: true,
  options: ['profile', 'pick', 'profiles', 'concurrency', ...RESOLVING, 'endpoint-url', ...FILES, ...RESULT],
  summary: 'show the caller identity (sts get-caller-identity)',
  details: `Gets the profile's credentials, from the cache if possible, and calls STS
GetCallerIdentity. JSON: {"UserId": ID, "Account": ACCOUNT, "Arn": ARN}; as text, in
the AWS CLI's order: account, ARN, user ID, separated by tabs.

With --profiles, prints a list with an object for each profile: "Profile" and the
identity, or "Profile" and "Error" with code, message, help, accessDenied and
refusedCall. As text, each line starts with the profile, followed by \`error\`, code
and message on failure. A role shared by several profiles is assumed once. The exit
code is 0 if all succeed, otherwise that of the first failure.`,
  example: 'rolehop whoami --profile deploy --query Arn --output text',

  async run(context) {
    const { profiles, profile } = context.flags
    if (profiles !== undefined) return identifyMany(context, namesOf(profiles, profile))
    context.result(toJson(await context.callerIdentity()))
    return 0
  },
}

type Identity = ReturnType<typeof toJson>

async function identifyMany(context: Context, names: readonly string[]): Promise<number> {
  const outcomes = await forEach(context, names, concurrencyOf(context), async (credentials) =>
    toJson(await context.identityOf(credentials)),
  )
  const { output, query } = context.flags
  if (output === 'text' && query === undefined) for (const outcome of outcomes) context.out.line(...row(outcome))
  else context.result(outcomes.map(entry))
  reportErrors(context, outcomes)
  return outcomes.find(({ error }) => error)?.error?.exitCode ?? 0
}

function toJson({ userId, account, arn }: CallerIdentity) {
  return { UserId: userId, Account: account, Arn: arn }
}

function row({ profile, value, error }: Outcome<Identity>): string[] {
  if (error) return [profile, 'error', error.code, error.message]
  return [profile, value.Account, value.Arn, value.UserId]
}

function entry({ profile, value, error }: Outcome<Identity>): object {
  if (!error) return { Profile: profile, ...value }
  const { code, message, help, accessDenied, refusedCall } = error
  return { Profile: profile, Error: omitUndefined({ code, message, help, accessDenied, refusedCall }) }
}
