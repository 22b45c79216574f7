/** Answers that a command needs. */
import { hostFailureOf } from '../../model/host-failure.ts'
import { isInteractive } from '../../runtime/node/terminal.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { ask, type Question } from './ask.ts'

/**
 * The user's answer to a question at the terminal.
 *
 * @param instead what to do without a terminal, as the help of the error
 * @throws UsageError without a terminal
 * @throws RolehopError `aborted`
 */
export async function answered({ run, out }: Context, question: Question, instead: string): Promise<string> {
  if (!isInteractive()) throw noTerminal(instead)
  try {
    return await out.waiting.suspend(() => ask(question, run.signal))
  } catch (error) {
    throw hostFailureOf(error)?.hostError === 'unsupported' ? noTerminal(instead) : error
  }
}

function noTerminal(instead: string): UsageError {
  return new UsageError('a question needs a terminal, and there is none', instead)
}
