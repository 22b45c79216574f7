import { statSync } from 'node:fs'
import type { Section, SharedConfig } from '../../index.ts'
import type { Command, Context } from '../command.ts'
import { shortPath } from '../home.ts'
import { FILES } from '../options.ts'
import { namedSection, SECTIONS } from '../sections.ts'

/** `rolehop set KEY VALUE`: the equivalent of `aws configure set`. */
export const set: Command = {
  name: 'set',
  arguments: ['KEY', 'VALUE'],
  createsFiles: true,
  options: ['profile', 'pick', ...SECTIONS, ...FILES],
  summary: 'change a setting, or add it',
  details: `Writes access keys to the credentials file and all other settings to the config
file. Creates a missing profile. Changes only the affected line and preserves
comments, order and line endings. Rejects a value that would not survive a round
trip. KEY can be a nested setting: s3.max_concurrent_requests. --sso-session and
--services change a section of the config file instead of a profile. Prints nothing
on success. Put a VALUE that begins with a dash after \`--\`: set KEY -- -VALUE.
Other users can see a VALUE in \`ps\`: for access keys, \`rolehop configure\` prompts.`,
  example: 'rolehop set role_arn arn:aws:iam::444455556666:role/Deploy --profile deploy',

  async run(context) {
    const [key = '', value = ''] = context.args
    const config = await context.writableConfig()
    const before = config.text('credentials')
    const { section } = namedSection(context)
    config.set(section, key, value)
    await config.save({ signal: context.run.signal })
    if (typeof section === 'object') warnOfKey(context, config, section, key)
    if (config.text('credentials') !== before) warnOfReaders(context)
    return 0
  },
}

/** The diagnostics about a key that has no meaning in its section. */
const ABOUT_KEYS: readonly string[] = ['unknown-key', 'secret-in-config']

/** Warns if no tool reads the key in a section of this kind, and if the value is a secret. */
function warnOfKey(context: Context, config: SharedConfig, section: Section, key: string): void {
  const at = config.settings(section).find((setting) => setting.key === key.toLowerCase())?.location
  const found = config.check().filter(({ code }) => ABOUT_KEYS.includes(code))
  const warnings = found.filter(({ file, line }) => file === at?.file && line === at?.line)
  if (warnings.length > 0) context.out.note(context.render(warnings, context.out.noteColour))
}

/** Warns, as the AWS CLI does, if other users can read the file that now contains the key. */
function warnOfReaders({ files, out }: Context): void {
  if (process.platform === 'win32' || files.credentials === undefined) return
  const { mode } = statSync(files.credentials)
  if ((mode & 0o077) === 0) return
  const path = shortPath(files.credentials)
  out.note(`rolehop: warning: \`${path}\` is readable by other users; run \`chmod 600 ${path}\``)
}
