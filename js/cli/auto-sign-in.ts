/** Signs in for the command that needs it, if a user at the terminal wants to. */
import { isRolehopError } from '../index.ts'
import type { Context } from './context.ts'
import { confirm } from './io/confirm.ts'
import { signIn } from './sign-in.ts'

/** The errors that a sign-in resolves. */
const REQUIRED = ['sso-login-required', 'login-required']

/**
 * Asks whether to sign in now, and does so. Returns whether the command can try again: never without a
 * terminal, nor with `--no-login`.
 */
export async function signInFor(context: Context, error: unknown): Promise<boolean> {
  if (!isRolehopError(error) || !REQUIRED.includes(error.code)) return false
  if (context.flags['no-login'] || !(await context.isAtTerminal())) return false
  context.out.note(`rolehop: ${error.message}`)
  if (!(await confirm('Sign in now?', context.run.signal, true))) return false
  context.out.note((await signIn(context)).note)
  return true
}
