/** Errors of the command line. */

/** An invalid command line: `usage-invalid`, exit code 252. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  /** How to correct it. */
  readonly help: string

  constructor(message: string, help: string) {
    super(message)
    this.help = help
  }
}
