/** Runs `rolehop serve`: prints the variables and serves credentials until Ctrl-C. */
import { once } from 'node:events'
import { systemCode } from '../../model/errors.ts'
import type { Context } from '../context.ts'
import { formatVariables } from '../engine.ts'
import { UsageError } from '../errors.ts'
import { type Endpoint, serveCredentials } from './container-endpoint.ts'

/** Serves the credentials of the profile. @returns the exit code */
export async function runServe(context: Context): Promise<number> {
  const { format = 'env' } = context.flags
  const port = portOf(context)
  const { provider } = await context.resolve()
  const endpoint = await startEndpoint(context, provider, port)
  try {
    if (context.wantsJson) context.result(endpoint.variables)
    else context.out.write(formatVariables({ ...endpoint.variables }, format))
    await printNotes(context)
    const { signal } = context.run
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await endpoint.close()
  }
  return 0
}

async function startEndpoint(
  context: Context,
  provider: Parameters<typeof serveCredentials>[1],
  port: number,
): Promise<Endpoint> {
  try {
    return await serveCredentials(context, provider, port)
  } catch (error) {
    throw new UsageError(`cannot listen on port ${port}: ${systemCode(error)}`, 'choose another port, or omit --port')
  }
}

function portOf({ flags: { port = '0' } }: Context): number {
  if (/^\d{1,5}$/.test(port) && Number(port) < 65_536) return Number(port)
  throw new UsageError(`\`--port\` cannot be \`${port}\``, 'use a number up to 65535')
}

async function printNotes(context: Context): Promise<void> {
  context.out.note('rolehop: serving until Ctrl-C')
  // Other programs do not read files that only this command line names.
  const { 'config-file': config, 'credentials-file': credentials } = context.flags
  const readsOthers = config !== undefined || credentials !== undefined
  if (!readsOthers && !(await context.hasDefaultCredentials())) return
  context.out.note(
    'rolehop: note: most programs use the credentials of the profile `default` first; use `rolehop exec --serve` to prevent this',
  )
}
