import type { Command } from '../command.ts'

/** `rolehop unset KEY`. The AWS CLI has no such command. */
export const unset: Command = {
  name: 'unset',
  arguments: ['KEY'],
  options: [],
  summary: 'take a setting out',
  details: `Takes the setting out of whichever of the two files have it; nothing else
changes. Says nothing when it is done, nor when there is no such setting.`,
  example: 'rolehop unset mfa_serial --profile deploy',

  async run(context) {
    const [key = ''] = context.args
    const config = await context.readableConfig()
    config.unset(context.knownProfile(config), key)
    await config.save()
    return 0
  },
}
