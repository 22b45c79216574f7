/** The interface of a command. */
import type { Context } from './context.ts'
import type { OptionName, OwnOptions } from './options.ts'

export type { Context }

/** A command: its help and its implementation. */
export interface Command {
  /** The name: one word, or two for a member of a group. */
  readonly name: string
  /** The names of the arguments; all are required. */
  readonly arguments: readonly string[]
  /** The allowed values of the first argument; absent if any value is allowed. */
  readonly choices?: readonly string[]
  /** Whether a program and its arguments can follow `--`. */
  readonly takesCommand?: true
  /** Whether it needs a profile: if none is named, a user at a terminal picks one. */
  readonly needsProfile?: true
  /** Whether it creates missing files. */
  readonly createsFiles?: boolean
  /** The options it uses, in the order of the help, without those of every command. */
  readonly options: readonly OptionName[]
  /** Those of its options that accept other values than in other commands. */
  readonly own?: OwnOptions
  /** A one-line description for the list of commands. */
  readonly summary: string
  /** The body of the help text. */
  readonly details: string
  /** An example command line. */
  readonly example: string
  /** Runs the command. @returns the exit code @throws UsageError, RolehopError */
  run(context: Context): Promise<number>
}
