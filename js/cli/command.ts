/** What a command is: its line in the table, its help, what it does. */
import type { Context } from './context.ts'
import type { OptionName } from './options.ts'

export type { Context }

/** One command. */
export interface Command {
  /** Its name: one word, or two for the members of a group. */
  readonly name: string
  /** What its arguments are called; all are required. */
  readonly arguments: readonly string[]
  /** The values of its arguments, if they are few; the first argument's. */
  readonly choices?: readonly string[]
  /** Whether a program and its arguments may follow after `--`. */
  readonly takesCommand?: true
  /** The options that have an effect, besides those of every command, in the order of the help. */
  readonly options: readonly OptionName[]
  /** What it does, in a line. */
  readonly summary: string
  /** What else there is to know: paragraphs of the help. */
  readonly details: string
  /** A command line to copy. */
  readonly example: string
  /** Does it; gives the exit code. Throws what stops it. */
  run(context: Context): Promise<number>
}
