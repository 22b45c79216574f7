import type { Command, Context } from '../command.ts'
import type { CallerIdentity } from '../engine.ts'
import { concurrencyOf, forEach, namesOf, type Outcome, reportErrors } from '../exec/many.ts'
import { IDENTITY_FIELDS } from '../options.ts'

/** `rolehop whoami`: as `aws sts get-caller-identity`. */
export const whoami: Command = {
  name: 'whoami',
  arguments: [],
  options: ['query', 'profiles', 'concurrency'],
  summary: 'who STS says the credentials are',
  details: `Gets the profile's credentials, from the cache if they are there, and asks STS
whose they are. JSON: {"UserId": ID, "Account": ACCOUNT, "Arn": ARN}; as text the
AWS CLI's order: account, ARN, user id, with tabs between.

With --profiles a list: of each profile the same and "Profile", or "Error" with
code, message and hint; as text the profile comes first, and a line of one that
failed goes on with \`error\`, its code and its message. Roles that several of the
profiles lead through are assumed once. The exit code is 0 if all went well, else
that of the first that did not.`,
  example: 'rolehop whoami --profile deploy --query Arn --output text',

  async run(context) {
    const { profiles, profile } = context.flags
    if (profiles !== undefined) return ofMany(context, namesOf(profiles, profile))
    const identity = named(await context.callerIdentity())
    const { query, output } = context.flags
    if (output !== 'text') context.out.json(query ? identity[query] : identity)
    else context.out.line(...fields(context).map((field) => identity[field]))
    return 0
  },
}

type Identity = ReturnType<typeof named>

async function ofMany(context: Context, names: readonly string[]): Promise<number> {
  const outcomes = await forEach(context, names, concurrencyOf(context), async (resolved) =>
    named(await context.identityOf(resolved)),
  )
  if (context.flags.output === 'text') for (const outcome of outcomes) context.out.line(...row(context, outcome))
  else context.out.json(outcomes.map((outcome) => entry(context, outcome)))
  reportErrors(context, outcomes)
  return outcomes.find(({ error }) => error)?.error?.exitCode ?? 0
}

function named({ userId, account, arn }: CallerIdentity) {
  return { UserId: userId, Account: account, Arn: arn }
}

function fields({ flags: { query } }: Context): readonly (keyof Identity)[] {
  return query ? [query] : IDENTITY_FIELDS
}

function row(context: Context, { profile, value, error }: Outcome<Identity>): string[] {
  if (error) return [profile, 'error', error.code, error.message]
  return [profile, ...fields(context).map((field) => value[field])]
}

function entry({ flags: { query } }: Context, { profile, value, error }: Outcome<Identity>): object {
  if (!error) return { Profile: profile, ...(query ? { [query]: value[query] } : value) }
  const { code, message, hint } = error
  return { Profile: profile, Error: { code, message, ...(hint !== undefined && { hint }) } }
}
