// @ts-check
/**
 * `node tools/pictures/terminal.mjs` writes the picture of a terminal in the README,
 * `docs/images/terminal.svg`, from the output of the command. A test redraws it and compares.
 */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../run.mjs'
import { Journey } from './journey.mjs'
import { terminalSvg } from './svg.mjs'

/** The picture. */
export const PICTURE = join(root, 'docs/images/terminal.svg')

const PROFILE = '--profile operations-admin'

/** The settings of the profile before the picture begins. */
const SETTINGS = {
  role_arn: 'arn:aws:iam::111122223333:role/OperationsAdmin',
  source_profile: 'source-user',
  mfa_serial: 'arn:aws:iam::111122223333:mfa/alice',
  role_session_name: 'alice',
  region: 'eu-central-1',
}

const SHOWN = [
  { command: `rolehop plan ${PROFILE}` },
  { command: `rolehop whoami ${PROFILE}`, asksForCode: true },
  { command: `rolehop whoami ${PROFILE} --query Arn --output text` },
]

/**
 * Runs the commands at a terminal and draws it.
 * @param {string} programs the folder with the command `rolehop`
 * @returns {Promise<string>} the SVG
 */
export async function drawTerminal(programs) {
  const journey = await Journey.start(programs)
  try {
    for (const [key, value] of Object.entries(SETTINGS)) await journey.run(`rolehop set ${key} ${value} ${PROFILE}`)
    const lines = []
    for (const { command, ...options } of SHOWN) {
      const screen = await journey.run(command, options)
      lines.push(`$ ${command}`, ...screen.trimEnd().split('\n'), '')
    }
    return terminalSvg(
      lines.slice(0, -1),
      'rolehop: the plan of a profile, the caller identity with an MFA prompt, and again',
    )
  } finally {
    await journey.end()
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const programs = mkdtempSync(join(tmpdir(), 'rolehop-programs-'))
  symlinkSync(join(root, 'dist/cli.cjs'), join(programs, 'rolehop'))
  writeFileSync(PICTURE, await drawTerminal(programs))
  rmSync(programs, { recursive: true })
}
