/** Runs `rolehop exec`: for one profile, for several, or with a container endpoint. */
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { CONTAINER_CHANGES, credentialVariables } from './environment.ts'
import { execMany } from './exec-many.ts'
import { namesOf } from './many.ts'
import { runProgram } from './program.ts'

/** Runs the program of the command line and returns the exit code. */
export async function runExec(context: Context): Promise<number> {
  const { profiles, profile, serve } = context.flags
  if (profiles !== undefined) {
    if (serve) throw new UsageError('`--serve` serves one profile', 'use `--profile`')
    if (context.args.length === 0) throw new UsageError('no program to run', 'put it after `--`')
    return execMany(context, namesOf(profiles, profile))
  }
  if (serve) return runServed(context)
  const { credentials } = await context.resolve()
  return runProgram(context, { variables: { ...credentialVariables(credentials), ...marker(context) } })
}

/** The variable that a subshell can show in its prompt. */
function marker(context: Context): Record<string, string> {
  return context.args.length === 0 ? { ROLEHOP_PROFILE: context.profile } : {}
}

/** Resolves once, so that prompts come before the program starts, and serves credentials until it exits. */
async function runServed(context: Context): Promise<number> {
  const { provider } = await context.resolve()
  const { serveCredentials } = await import('../serve/container-endpoint.ts')
  const endpoint = await serveCredentials(context, provider)
  try {
    // SDKs use the credentials of the `default` profile before a container endpoint.
    const hidesFiles = await context.hasDefaultCredentials()
    const variables = { ...endpoint.variables, ...marker(context) }
    return await runProgram(context, { ...CONTAINER_CHANGES, variables, hidesFiles })
  } finally {
    await endpoint.close()
  }
}
