import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'

/** The exit code if there are errors: the AWS CLI's for an invalid configuration. */
const CONFIGURATION = 253

/** `rolehop check`: reports the diagnostics of a profile or of both files. Makes no calls. */
export const check: Command = {
  name: 'check',
  arguments: [],
  options: ['profile', 'pick', 'region', 'session-name', ...FILES, ...RESULT],
  summary: 'check a profile, or both files, for errors',
  details: `With --profile, checks the chain of that profile; otherwise, both files and every
profile in them. Makes no calls and changes nothing. The exit code is 253 if there is
an error, 0 if there are only warnings and notes.
JSON: {"files": {"config": PATH, "credentials": PATH}, "diagnostics": [...]}.`,
  example: 'rolehop check --profile deploy',

  async run(context) {
    const diagnostics = (await context.config(false)).check(context.flags.profile, context.planOptions)
    const hasNone = context.noteMissingFiles()
    if (context.wantsJson) {
      const { config, credentials } = context.files
      context.result({ files: { config, credentials }, diagnostics })
    } else {
      context.out.write(context.render(diagnostics, context.out.colour) || (hasNone ? '' : 'no problems found\n'))
    }
    return diagnostics.some(({ severity }) => severity === 'error') ? CONFIGURATION : 0
  },
}
