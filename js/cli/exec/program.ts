/** Runs the program of `exec` with the credentials and settings of a profile. */
import { resolve } from 'node:path'
import type { ProgramEnvironment } from '../../index.ts'
import { windowsProgram } from '../../runtime/node/programs.ts'
import { visible } from '../../util/visible.ts'
import type { Context } from '../context.ts'
import { runChild } from './child.ts'
import { type Changes, changedEnvironment } from './environment.ts'
import { NOTE } from './note.ts'
import { writeOwnFiles } from './own-files.ts'
import { noteOf } from './restore.ts'

/** How to run the program: the profile, and the changes to the environment. */
export interface Program extends Changes {
  /** The profile whose settings it gets; default: the profile of the command line. */
  readonly profile?: string
  /** Whether to replace the user's files with empty ones, because they contain other credentials. */
  readonly hidesFiles?: boolean
}

/** Runs the program of the command line with a profile's settings. @returns its exit code */
export async function runProgram(context: Context, program: Program): Promise<number> {
  const { variables, removed = [], profile, hidesFiles = false } = program
  const settings = await context.programEnvironment(profile, !hidesFiles)
  for (const note of notesOn(settings)) context.out.note(`rolehop: ${note}`)
  const own = writeOwnFiles(hidesFiles ? { config: '', credentials: '' } : settings)
  try {
    const given = { ...settings.variables, ...namedFiles(context), ...own.variables }
    const changed = changedEnvironment(process.env, {
      variables: { ...given, ...variables },
      removed: [...settings.removed, ...removed],
    })
    const note = noteOf(process.env, changed, [...Object.keys(given), ...settings.removed])
    const env = { ...changed, [NOTE]: note }
    const running = runChild(context.args.length > 0 ? context.args : shell(process.env), env, context.out)
    // From now on, `runChild` handles the signals.
    context.run.releaseSignals()
    return await running
  } finally {
    own.remove()
  }
}

/** The command line of the user's shell. */
function shell({ SHELL, COMSPEC }: NodeJS.ProcessEnv): readonly string[] {
  return [process.platform === 'win32' ? COMSPEC || windowsProgram('cmd.exe') : SHELL || '/bin/sh']
}

/** The variables for files named on the command line, so that the program reads the same files. */
function namedFiles({ flags, files }: Context): Record<string, string> {
  const { config, credentials } = files
  return {
    ...(flags['config-file'] !== undefined && config !== undefined && { AWS_CONFIG_FILE: resolve(config) }),
    ...(flags['credentials-file'] !== undefined &&
      credentials !== undefined && { AWS_SHARED_CREDENTIALS_FILE: resolve(credentials) }),
  }
}

/** Describes the settings that cannot be passed on, and copies of files that the program reads instead. */
function notesOn({ profile, lost, foreign, config, credentials }: ProgramEnvironment): string[] {
  const list = (names: readonly string[]) => names.map((name) => `\`${visible(name)}\``).join(', ')
  const notes: string[] = []
  if (lost.length > 0) {
    notes.push(
      `warning: the program does not get ${list(lost)} of profile ${list([profile])}, which no environment variable can set`,
    )
  }
  if (foreign.length > 0) {
    const names = [config !== undefined && 'config', credentials !== undefined && 'credentials'].filter(Boolean)
    const copies = names.length > 1 ? 'copies of both files' : `a copy of the ${names[0]} file`
    notes.push(
      `note: the program reads ${copies} without ${list(foreign)} of profile \`default\`${kept(config, credentials)}`,
    )
  }
  return notes
}

function kept(...texts: readonly (string | undefined)[]): string {
  return texts.includes('') ? '; a file with secrets is replaced by an empty one' : ''
}
