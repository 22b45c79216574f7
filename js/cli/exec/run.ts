/** `rolehop exec`: which programs are run, with which credentials. */
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'
import { BESIDE_AN_ENDPOINT, credentialVariables } from './environment.ts'
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

/** What a subshell can show in its prompt. */
function marker(context: Context): Record<string, string> {
  return context.args.length === 0 ? { ROLEHOP_PROFILE: context.profile } : {}
}

/** Prompts for codes before the program starts, and serves credentials until it ends. */
async function runServed(context: Context): Promise<number> {
  const { provider } = await context.resolve()
  const { serveCredentials } = await import('../serve/container-endpoint.ts')
  const endpoint = await serveCredentials(context, provider)
  try {
    // SDKs would take the credentials of the `default` profile first.
    const hidesFiles = await context.hasDefaultCredentials()
    const variables = { ...endpoint.variables, ...marker(context) }
    return await runProgram(context, { ...BESIDE_AN_ENDPOINT, variables, hidesFiles })
  } finally {
    await endpoint.close()
  }
}
