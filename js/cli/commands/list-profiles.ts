import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'

/** `rolehop list-profiles`: the equivalent of `aws configure list-profiles`. */
export const listProfiles: Command = {
  name: 'list-profiles',
  arguments: [],
  options: [...FILES, ...RESULT],
  summary: 'list all profiles, one per line',
  details:
    'Lists the profiles of both files, in the order of `aws configure list-profiles`.\nPrints nothing if there are no files. JSON: {"profiles": [NAME, ...]}.',
  example: 'rolehop list-profiles',

  async run(context) {
    const { profiles } = await context.readableConfig()
    if (context.wantsJson) context.result({ profiles })
    else context.out.lines(profiles)
    context.noteMissingFiles()
    return 0
  },
}
