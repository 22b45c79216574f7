import type { Command } from '../command.ts'

/** `rolehop list-profiles`: as `aws configure list-profiles`. */
export const listProfiles: Command = {
  name: 'list-profiles',
  arguments: [],
  options: [],
  summary: 'the names of all profiles, one per line',
  details:
    'Profiles of both files, in the order of `aws configure list-profiles`.\nWithout files there is no output. JSON: {"profiles": [NAME, ...]}.',
  example: 'rolehop list-profiles',

  async run(context) {
    const { profiles } = await context.readableConfig()
    if (context.flags.output === 'json') context.out.json({ profiles })
    else for (const profile of profiles) context.out.line(profile)
    return 0
  },
}
