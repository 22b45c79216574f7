/** Reads lines from standard input. */
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { aborted } from '../../runtime/portable/timers.ts'
import { raceAbort } from '../../util/abort.ts'

/**
 * How long to wait for a line, in milliseconds. Some programs start a child with a pipe that they neither
 * write to nor close: the AWS SDK for JavaScript does so for a `credential_process`.
 */
const LINE_TIMEOUT = 60_000

/** Standard input, one line at a time. */
export class StandardInput {
  #lines: AsyncIterator<string> | undefined

  /** Returns the next line; `undefined` at the end, on a terminal, or after a minute without a line. */
  async line(signal: AbortSignal): Promise<string | undefined> {
    const { stdin } = process
    if (stdin.isTTY) return undefined
    this.#lines ??= createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
    const timeout = new AbortController()
    const late = sleep(LINE_TIMEOUT, undefined, { signal: timeout.signal })
    stdin.ref?.()
    try {
      const next = this.#lines.next().then(({ value, done }) => (done ? undefined : value))
      return await raceAbort(Promise.race([next, late]), signal)
    } catch {
      if (signal.aborted) throw aborted()
      return undefined
    } finally {
      late.catch(() => {})
      timeout.abort()
      // More input must not keep this process alive.
      stdin.unref?.()
    }
  }
}
