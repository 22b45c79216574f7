import type { SettingView } from '../../index.ts'
import { visible } from '../../util/visible.ts'
import type { Command, Context } from '../command.ts'
import { shortPath } from '../home.ts'
import { columns } from '../io/output.ts'
import { FILES, RESULT } from '../options.ts'
import { knownSection, SECTIONS } from '../sections.ts'

/** `rolehop show`: shows the settings of a profile or section with their locations. */
export const show: Command = {
  name: 'show',
  arguments: [],
  needsProfile: true,
  options: ['profile', 'pick', ...SECTIONS, ...FILES, ...RESULT],
  summary: 'show the settings of a profile or section, with file and line',
  details: `Shows the effective settings from both files, each with its location.
Secrets are masked, as in \`aws configure list\`.
JSON: {"profile": NAME, "settings": [{"key", "value" or "nested": [{"name",
"value"}], "masked", "file", "path", "line", "column"}]}; with --sso-session or
--services, "ssoSession" or "services" instead of "profile".`,
  example: 'rolehop show --profile deploy',

  async run(context) {
    const config = await context.readableConfig()
    const { section, label } = knownSection(context, config)
    const settings = config.settings(section)
    if (context.wantsJson) {
      context.result({ ...label, settings: settings.map((setting) => toJson(context, setting)) })
    } else {
      context.out.write(columns(settings.flatMap((setting) => toRows(context, setting))))
    }
    context.noteMissingFiles()
    return 0
  },
}

function toJson(context: Context, { key, value, nested, masked, location }: SettingView) {
  const { file, line, column } = location
  return { key, value, nested, masked, file, path: context.files[file], line, column }
}

/** Returns a row for the setting and one for each line of its nested block. */
function toRows(context: Context, { key, value, nested, location }: SettingView): string[][] {
  const place = `${shortPath(context.files[location.file] ?? location.file)}:${location.line}`
  const lines = (nested ?? []).map((line) => [`  ${visible(line.name)}`, visible(line.value)])
  return [[visible(key), visible(value ?? ''), place], ...lines]
}
