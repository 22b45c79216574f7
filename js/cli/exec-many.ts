/** `exec` for many profiles. */
import { childEnvironment, runChild } from './child.ts'
import type { Context } from './context.ts'
import { forEach, reportErrors } from './many.ts'

/** What a shell says of a program that Ctrl-C ended. */
const INTERRUPTED = 130

/**
 * `exec --profiles`: runs the program for each profile, one after the other, since all of them have
 * the same terminal.
 */
export async function execMany(context: Context, names: readonly string[]): Promise<number> {
  let interrupted = false
  const outcomes = await forEach(context, names, 1, async ({ credentials, plan }, profile) => {
    if (interrupted) return INTERRUPTED
    context.run.releaseSignals()
    context.out.note(`rolehop: ${profile}:`)
    const env = { ...childEnvironment(process.env, credentials, plan.region), ROLEHOP_PROFILE: profile }
    const status = await runChild(context.args, env, context.out)
    interrupted = status === INTERRUPTED
    return status
  })
  reportErrors(context, outcomes)
  return outcomes.map(({ error, value }) => error?.exitCode ?? value ?? 0).find((status) => status !== 0) ?? 0
}
