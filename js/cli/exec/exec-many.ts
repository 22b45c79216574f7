/** `exec` for several profiles. */
import type { Context } from '../context.ts'
import { credentialVariables } from './environment.ts'
import { forEach, reportErrors } from './many.ts'
import { runProgram } from './program.ts'

/** The exit code of a program that Ctrl-C interrupted, as in shells. */
const INTERRUPTED = 130

/** Runs the program for each profile of `--profiles`, one at a time because the runs share the terminal. */
export async function execMany(context: Context, names: readonly string[]): Promise<number> {
  let interrupted = false
  const outcomes = await forEach(context, names, 1, async (credentials, profile) => {
    if (interrupted) return INTERRUPTED
    context.out.note(`rolehop: ${profile}:`)
    const variables = { ...credentialVariables(credentials), ROLEHOP_PROFILE: profile }
    const status = await runProgram(context, { profile, variables })
    interrupted = status === INTERRUPTED
    return status
  })
  reportErrors(context, outcomes)
  return outcomes.map(({ error, value }) => error?.exitCode ?? value ?? 0).find((status) => status !== 0) ?? 0
}
