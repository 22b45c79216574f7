/** Answers that a command needs. */
import { hostFailureOf } from '../../model/host-failure.ts'
import { isInteractive } from '../../runtime/node/terminal.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { ask, type Question } from './ask.ts'

/**
 * The user's answer to a question at the terminal.
 *
 * @param option the option or the command that is used without a terminal
 * @throws UsageError without a terminal
 * @throws RolehopError `aborted`
 */
export async function answered({ run, out }: Context, question: Question, option: string): Promise<string> {
  if (!isInteractive()) throw noTerminal(option)
  try {
    return await out.waiting.suspend(() => ask(question, run.signal))
  } catch (error) {
    throw hostFailureOf(error)?.hostError === 'unsupported' ? noTerminal(option) : error
  }
}

function noTerminal(option: string): UsageError {
  const help = `${option.startsWith('--') ? 'pass' : 'run'} \`${option}\``
  return new UsageError('a question needs a terminal, and there is none', help)
}
