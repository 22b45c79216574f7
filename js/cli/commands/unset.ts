import type { Command } from '../command.ts'
import { FILES } from '../options.ts'
import { knownSection, SECTIONS } from '../sections.ts'

/** `rolehop unset KEY`. The AWS CLI has no equivalent. */
export const unset: Command = {
  name: 'unset',
  arguments: ['KEY'],
  options: ['profile', 'pick', ...SECTIONS, ...FILES],
  summary: 'remove a setting',
  details: `Removes the setting from both files and changes nothing else. Prints nothing, also
if the setting does not exist.`,
  example: 'rolehop unset mfa_serial --profile deploy',

  async run(context) {
    const [key = ''] = context.args
    const config = await context.writableConfig()
    config.unset(knownSection(context, config).section, key)
    await config.save({ signal: context.run.signal })
    return 0
  },
}
