import { formatCredentials } from '../../index.ts'
import type { Command } from '../command.ts'
import { refuseRecursion } from '../engine.ts'
import { FILES, RESOLVING } from '../options.ts'

/** `rolehop credentials`: as `aws configure export-credentials`. */
export const credentials: Command = {
  name: 'credentials',
  arguments: [],
  options: ['profile', 'format', ...RESOLVING, ...FILES, 'output'],
  summary: 'print the credentials, for a shell or another tool',
  details: `The formats are those of \`aws configure export-credentials\`, and json and ini.
The default, process, is what an AWS tool expects of a credential_process:

  [profile for-other-tools]
  credential_process = rolehop credentials --profile deploy

The MFA prompt is on the terminal, never on stdout. A profile that reaches itself
again through credential_process is rejected (_AWS_CLI_PROFILE_CHAIN).
With --output json and no --format, the format is json.`,
  example: 'eval "$(rolehop credentials --profile deploy --format env)"',

  async run(context) {
    const { format, output, profile } = context.flags
    refuseRecursion(profile)
    const { credentials } = await context.resolve()
    const text = formatCredentials(credentials, format ?? (output === 'json' ? 'json' : 'process'))
    context.out.write(text.endsWith('\n') ? text : `${text}\n`)
    return 0
  },
}
