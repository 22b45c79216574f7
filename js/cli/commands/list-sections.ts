import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'

/** The kinds of sections other than profiles. */
const KINDS = ['sso-session', 'services'] as const

/** `rolehop list-sections KIND`. The AWS CLI has no equivalent. */
export const listSections: Command = {
  name: 'list-sections',
  arguments: ['KIND'],
  choices: KINDS,
  options: [...FILES, ...RESULT],
  summary: 'list the sso-session or services sections',
  details: `KIND is sso-session or services. Lists the names of the sections of the config file, one per
line, in the order of the file. JSON: {"sections": [NAME, ...]}.`,
  example: 'rolehop list-sections sso-session',

  async run(context) {
    const config = await context.readableConfig()
    const sections = context.args[0] === 'services' ? config.services : config.ssoSessions
    if (context.wantsJson) context.result({ sections })
    else for (const section of sections) context.out.line(section)
    return 0
  },
}
