/** Questions whose answer is yes or no. */
import type { Context } from '../context.ts'
import { answered } from './answered.ts'
import { ask, type Question } from './ask.ts'

const YES = /^(y|yes)$/i
const NO = /^(n|no)$/i

/**
 * Asks at the terminal until the answer is yes or no.
 *
 * @param preset what Enter means; without it, Enter asks again
 * @throws RolehopError `aborted`
 * @throws HostFailure `unsupported` without a terminal
 */
export function confirm(question: string, signal: AbortSignal, preset?: boolean): Promise<boolean> {
  return yesOrNo((line) => ask(line, signal), question, preset)
}

/**
 * Whether the user answers yes at the terminal; Enter means no.
 *
 * @throws UsageError without a terminal: the command line must say `--yes`
 * @throws RolehopError `aborted`
 */
export function confirmed(context: Context, question: string): Promise<boolean> {
  return yesOrNo((line) => answered(context, line, 'pass `--yes`'), question, false)
}

async function yesOrNo(
  asked: (line: Question) => Promise<string>,
  question: string,
  preset: boolean | undefined,
): Promise<boolean> {
  const choices = preset === undefined ? '[y/n]' : preset ? '[Y/n]' : '[y/N]'
  for (;;) {
    const answer = (await asked({ label: `${question} ${choices}: ` })).trim()
    if (YES.test(answer)) return true
    if (NO.test(answer)) return false
    if (answer === '' && preset !== undefined) return preset
  }
}
