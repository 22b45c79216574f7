/** Lines that are piped to the command. */
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { aborted } from '../../runtime/portable/timers.ts'
import { raceAbort } from '../../util/abort.ts'

/**
 * How long to wait for a line, in milliseconds. Some programs start helpers with a pipe that they
 * never write to nor close: the AWS SDK for JavaScript does for a `credential_process`.
 */
const PATIENCE = 60_000

/** Standard input, one line at a time. */
export class StandardInput {
  #lines: AsyncIterator<string> | undefined

  /** The next line; `undefined` at the end, at a terminal, or when none has come for a minute. */
  async line(signal: AbortSignal): Promise<string | undefined> {
    const { stdin } = process
    if (stdin.isTTY) return undefined
    this.#lines ??= createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
    const patience = new AbortController()
    const late = sleep(PATIENCE, undefined, { signal: patience.signal })
    stdin.ref?.()
    try {
      const next = this.#lines.next().then(({ value, done }) => (done ? undefined : value))
      return await raceAbort(Promise.race([next, late]), signal)
    } catch {
      if (signal.aborted) throw aborted()
      return undefined
    } finally {
      late.catch(() => {})
      patience.abort()
      // What else is in the pipe must not keep this process alive.
      stdin.unref?.()
    }
  }
}
