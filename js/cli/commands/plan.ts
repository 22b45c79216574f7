import { cacheStates } from '../cache.ts'
import type { Command } from '../command.ts'
import { FILES, PLANNING, RESULT } from '../options.ts'

/** `rolehop plan`: shows the role chain. Makes no calls. */
export const plan: Command = {
  name: 'plan',
  arguments: [],
  needsProfile: true,
  options: ['profile', 'pick', ...PLANNING, 'no-cache', ...FILES, ...RESULT],
  summary: 'show the role chain and the calls it needs, without making them',
  details: `Shows the source of the first credentials, each role in call order, Region and
endpoint, whether an MFA code is required, and the state of the cache. Makes no calls.
For a profile with errors, prints the errors as \`check\` does.
JSON: the plan, and {"cache": {KEY: {"path": PATH, "status": "hit" | "miss" |
"expired"}}}.`,
  example: 'rolehop plan --profile deploy',

  async run(context) {
    const plan = await context.plan()
    const cache = context.flags['no-cache'] ? undefined : await cacheStates(context.files, plan, Date.now())
    if (context.wantsJson) context.result({ ...plan, cache: cache ?? {} })
    else context.out.write(context.renderPlan(plan, cache))
    if (plan.source.kind === 'ec2-metadata') context.noteMissingFiles()
    return 0
  },
}
