/** The message for users who have no config yet. */
import type { Files } from '../generated/types.ts'
import { shortPath } from './home.ts'
import { statsOf } from './named-files.ts'

/** A message that there is no config, and how to create one. */
export interface MissingFiles {
  readonly message: string
  readonly help: string
}

/** How to create a config. */
export const CREATE_FILES =
  'run `rolehop configure` to make a profile, `rolehop login` to sign in to the AWS console, or `rolehop set KEY VALUE --profile NAME`'

const NO_HOME: MissingFiles = {
  message: 'no config found: neither the environment nor the user database has a home directory',
  help: `set \`${process.platform === 'win32' ? 'USERPROFILE' : 'HOME'}\`, or \`AWS_CONFIG_FILE\` and \`AWS_SHARED_CREDENTIALS_FILE\``,
}

/** Returns a message with both paths if neither file exists; `undefined` if one does or may exist. */
export function missingFiles({ config, credentials }: Files): MissingFiles | undefined {
  const paths = [config, credentials].filter((path) => path !== undefined)
  if (paths.length === 0) return NO_HOME
  if (paths.some((path) => statsOf(path) !== undefined)) return undefined
  const [one, two] = paths.map((path) => `\`${shortPath(path)}\``)
  const said = two === undefined ? `${one} does not exist` : `neither ${one} nor ${two} exists`
  return { message: `no config found: ${said}`, help: CREATE_FILES }
}
