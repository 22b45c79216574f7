/** Asks whether to go on. */
import type { Context } from '../context.ts'
import { answered } from './answered.ts'

/**
 * Whether the user answers `y` or `yes` at the terminal.
 *
 * @throws UsageError without a terminal: the command line must say `--yes`
 * @throws RolehopError `aborted`
 */
export async function confirmed(context: Context, question: string): Promise<boolean> {
  const answer = await answered(context, { label: `${question} [y/N]: ` }, '--yes')
  return /^y(es)?$/i.test(answer.trim())
}
