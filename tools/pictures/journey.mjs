// @ts-check
/** Commands as a user types them at a terminal, in the home folder and with the STS of the guide. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { atTerminal } from '../../tests/cli/pty.mjs'
import { DEMO_MFA, guideFiles, writeHome } from '../sts/demo.mjs'
import { startSts } from '../sts/server.mjs'

/** The commands that call STS. The others get no endpoint, so that they show those of AWS. */
const CALLS = /^rolehop (?:whoami|exec|credentials|console)\b|^node\b/

/** Values that differ between runs, and their replacements in documents. @type {readonly [RegExp, string][]} */
const VARIABLE = [
  [/\bAROA[A-Z0-9]{17}\b/g, 'AROAEXAMPLEROLEID'],
  [/\bASIA[A-Z0-9]{16}\b/g, 'ASIAEXAMPLEKEYID'],
]

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours
const COLOURS = /\u001b\[[\d;]*m/g

/** A screen without its colours. */
export const plain = (/** @type {string} */ screen) => screen.replaceAll(COLOURS, '')

/** A home folder, an STS, and a shell at a terminal. */
export class Journey {
  /** @param {string} home @param {import('../sts/server.mjs').Sts} sts @param {string} programs */
  constructor(home, sts, programs) {
    this.home = home
    this.sts = sts
    this.programs = programs
  }

  /** @param {string} programs the folder with the command `rolehop` */
  static async start(programs) {
    const home = mkdtempSync(join(tmpdir(), 'rolehop-journey-'))
    writeHome(home, guideFiles())
    return new Journey(home, await startSts(), programs)
  }

  /** The environment of a command. @param {string} command */
  env(command) {
    return {
      PATH: `${this.programs}:${process.env.PATH}`,
      HOME: this.home,
      AWS_EC2_METADATA_DISABLED: 'true',
      // The SDK's warning about old versions of Node.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      ...(CALLS.test(command) ? { AWS_ENDPOINT_URL_STS: this.sts.url } : {}),
    }
  }

  /**
   * Runs a command with the shell, and types the MFA code if a prompt is expected.
   * @param {string} command
   * @param {{ asksForCode?: boolean, cwd?: string }} [options]
   * @returns {Promise<string>} what the terminal shows, with colours
   */
  async run(command, { asksForCode = false, cwd = this.home } = {}) {
    const prompt = /** @type {[string, string]} */ (['Enter MFA code', `${DEMO_MFA.code}\r`])
    const argv = ['sh', '-c', `cd '${cwd}' && ${command}`]
    const { screen, unseen } = await atTerminal(argv, this.env(command), asksForCode ? [prompt] : [])
    if (unseen.length > 0) throw new Error(`\`${command}\` asked for no MFA code:\n${screen}`)
    const shown = screen.replaceAll('\r\n', '\n').replaceAll(this.home, '/home/alice')
    return VARIABLE.reduce((text, [pattern, instead]) => text.replaceAll(pattern, instead), shown)
  }

  async end() {
    await this.sts.close()
    rmSync(this.home, { recursive: true, force: true })
  }
}
