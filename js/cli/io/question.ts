/** Asks on the terminal itself, whatever the streams are redirected to. What is typed is shown. */
import { createInterface } from 'node:readline'
import { ReadStream, WriteStream } from 'node:tty'
import { abortedError } from '../../model/errors.ts'
import { openTerminal } from '../../runtime/node/terminal.ts'
import { raceAbort } from '../../util/abort.ts'

/**
 * Asks for one line, without spaces around it.
 *
 * @throws RolehopError `aborted` for Ctrl-C, Ctrl-D, a terminal that closes, and an aborted signal
 * @throws HostFailure `unsupported` without a terminal
 */
export async function ask(question: string, signal: AbortSignal): Promise<string> {
  const input = new ReadStream(openTerminal('keys'))
  const output = new WriteStream(openTerminal('screen'))
  const lines = createInterface({ input, output, terminal: true, historySize: 0 })
  const answer = new Promise<string>((resolve, reject) => {
    lines.question(question, resolve)
    lines.on('SIGINT', () => reject(abortedError(undefined)))
    lines.on('close', () => reject(abortedError(undefined)))
    input.on('error', () => reject(abortedError(undefined)))
  })
  try {
    return (await raceAbort(answer, signal)).trim()
  } catch {
    output.write('\n')
    throw abortedError(signal.reason)
  } finally {
    lines.close()
    input.destroy()
    output.destroy()
  }
}

/**
 * Asks until the answer is yes or no.
 *
 * @param preset what Enter means; without it, Enter asks again
 * @throws as {@link ask}
 */
export async function confirm(question: string, signal: AbortSignal, preset?: boolean): Promise<boolean> {
  const choices = preset === undefined ? '[y/n]' : preset ? '[Y/n]' : '[y/N]'
  for (;;) {
    const answer = (await ask(`${question} ${choices}: `, signal)).toLowerCase()
    if (/^(y|yes)$/.test(answer)) return true
    if (/^(n|no)$/.test(answer)) return false
    if (answer === '' && preset !== undefined) return preset
  }
}
