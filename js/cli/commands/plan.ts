import { cacheStates } from '../cache.ts'
import type { Command } from '../command.ts'

/** `rolehop plan`: what would happen, before it happens. */
export const plan: Command = {
  name: 'plan',
  arguments: [],
  options: [],
  summary: 'what would be called to get the credentials, as a tree',
  details: `Where the first credentials come from, each role in the order of the calls, region
and endpoint, whether an MFA code is asked for, and what the cache holds. Nothing
is called. A profile with an error has no plan: the errors are shown as by check.
JSON: the plan, and {"cache": {KEY: {"path": PATH, "status": "hit" | "miss" |
"expired"}}}.`,
  example: 'rolehop plan --profile deploy',

  async run(context) {
    const plan = await context.plan()
    const cache = context.flags['no-cache'] ? undefined : await cacheStates(context.files, plan, Date.now())
    if (context.flags.output === 'json') context.out.json({ ...plan, cache: cache ?? {} })
    else context.out.write(context.renderPlan(plan, cache))
    return 0
  },
}
