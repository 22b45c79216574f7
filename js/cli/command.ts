/** What a command is: its line in the table, its help, what it does. */
import type { Context } from './context.ts'
import type { CommandOptionName } from './options.ts'

export type { Context }

/** One command. */
export interface Command {
  /** Its name: one word, or two for the members of a group. */
  readonly name: string
  /** What its arguments are called; all are required. */
  readonly arguments: readonly string[]
  /** Whether a program and its arguments follow after `--`. */
  readonly takesCommand?: true
  /** The options that it takes besides those of every command. */
  readonly options: readonly CommandOptionName[]
  /** What it does, in a line. */
  readonly summary: string
  /** What else there is to know: paragraphs of the help. */
  readonly details: string
  /** A command line to copy. */
  readonly example: string
  /** Does it; gives the exit code. Throws what stops it. */
  run(context: Context): Promise<number>
}
