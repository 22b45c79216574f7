/** The interface of a command. */
import type { Context } from './context.ts'
import type { OptionName } from './options.ts'

export type { Context }

/** One command. */
export interface Command {
  /** Its name: one word, or two for the members of a group. */
  readonly name: string
  /** The names of its arguments; all are required. */
  readonly arguments: readonly string[]
  /** The values of its arguments, if they are few; the first argument's. */
  readonly choices?: readonly string[]
  /** Whether a program and its arguments may follow after `--`. */
  readonly takesCommand?: true
  /** Whether it needs a profile: a user at a terminal picks one if nothing names it. */
  readonly needsProfile?: true
  /** Whether it creates a file that does not exist. */
  readonly createsFiles?: boolean
  /** The options that have an effect, besides those of every command, in the order of the help. */
  readonly options: readonly OptionName[]
  /** What it does, in a line. */
  readonly summary: string
  /** The details of the help. */
  readonly details: string
  /** A command line to copy. */
  readonly example: string
  /** Runs the command and returns the exit code. Throws an error that ends it. */
  run(context: Context): Promise<number>
}
