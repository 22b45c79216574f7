import { formatCredentials } from '../../index.ts'
import type { Command } from '../command.ts'
import { refuseRecursion } from '../engine.ts'
import { UsageError } from '../errors.ts'
import { FILES, RESOLVING, RESULT } from '../options.ts'

/** The formats from which `--query` can select. */
const JSON_FORMATS: readonly string[] = ['process', 'json']

/** `rolehop credentials`: the equivalent of `aws configure export-credentials`. */
export const credentials: Command = {
  name: 'credentials',
  arguments: [],
  needsProfile: true,
  options: ['profile', 'pick', 'format', ...RESOLVING, ...FILES, ...RESULT],
  summary: 'print the credentials, for a shell or another tool',
  details: `The formats are those of \`aws configure export-credentials\`, and json and ini.
The default, process, is what an AWS tool expects of a credential_process:

  [profile for-other-tools]
  credential_process = rolehop credentials --profile deploy

The MFA prompt is on the terminal, never on stdout. A profile that reaches itself
again through credential_process is rejected (_AWS_CLI_PROFILE_CHAIN).
With --output json and no --format, the format is json. With --query, the format
is process or json.`,
  example: 'eval "$(rolehop credentials --profile deploy --format env)"',

  async run(context) {
    const { output, profile, query } = context.flags
    const { format = output === 'json' ? 'json' : 'process' } = context.flags
    if (query !== undefined && !JSON_FORMATS.includes(format)) throw notQueryable(format)
    refuseRecursion(profile)
    const { credentials } = await context.resolve()
    const text = formatCredentials(credentials, format)
    if (query !== undefined) context.result(JSON.parse(text))
    else context.out.write(text.endsWith('\n') ? text : `${text}\n`)
    return 0
  },
}

function notQueryable(format: string): UsageError {
  return new UsageError(
    `\`--query\` cannot be combined with \`--format ${format}\``,
    'use the format `process` or `json`',
  )
}
