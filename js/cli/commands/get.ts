import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'
import { knownSection, SECTIONS } from '../sections.ts'

/** The exit code of `aws configure get` without a value. */
const NO_VALUE = 1

/** `rolehop get KEY`: the equivalent of `aws configure get`. */
export const get: Command = {
  name: 'get',
  arguments: ['KEY'],
  options: ['profile', 'pick', ...SECTIONS, ...FILES, ...RESULT],
  summary: 'print the value of a setting',
  details: `Prints the value from the files and ignores the environment.
KEY can be a nested setting: s3.max_concurrent_requests.
If the setting has no value, prints nothing and exits with code 1.
JSON: {"profile": NAME, "key": KEY, "value": VALUE}; with --sso-session or --services,
"ssoSession" or "services" instead of "profile".`,
  example: 'rolehop get role_arn --profile deploy',

  async run(context) {
    const [key = ''] = context.args
    const config = await context.readableConfig()
    const { section, label } = knownSection(context, config)
    const value = config.get(section, key)
    if (value === undefined) return NO_VALUE
    if (context.wantsJson) context.result({ ...label, key, value })
    else context.out.line(value)
    return 0
  },
}
