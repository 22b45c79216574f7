import { once } from 'node:events'
import { systemCode } from '../../model/errors.ts'
import type { Command, Context } from '../command.ts'
import { formatVariables } from '../engine.ts'
import { UsageError } from '../errors.ts'
import { FILES, RESOLVING, RESULT } from '../options.ts'
import { type Endpoint, serveCredentials } from '../serve/container-endpoint.ts'

/** `rolehop serve`: an endpoint that gives any SDK the profile's credentials. */
export const serve: Command = {
  name: 'serve',
  arguments: [],
  needsProfile: true,
  options: ['profile', 'pick', 'port', 'format', ...RESOLVING, ...FILES, ...RESULT],
  summary: 'serve the credentials to local AWS SDKs and tools',
  details: `Listens on 127.0.0.1 until Ctrl-C and prints two environment variables, in one of the
shell formats of \`credentials\`: AWS_CONTAINER_CREDENTIALS_FULL_URI and
AWS_CONTAINER_AUTHORIZATION_TOKEN. SDKs and the AWS CLI use the endpoint as they do in
a container, and get new credentials before the old ones expire. The token is a secret:
it gives access to the credentials. The MFA prompt comes before anything is served.
Access keys or a profile in a program's environment, and a \`default\` profile with
credentials, take precedence over the endpoint: \`exec --serve\` removes them.
JSON: {"AWS_CONTAINER_CREDENTIALS_FULL_URI": URL,
"AWS_CONTAINER_AUTHORIZATION_TOKEN": TOKEN}.`,
  example: 'rolehop serve --profile deploy --format env',

  async run(context) {
    const { format = 'env' } = context.flags
    // An invalid format is rejected before the user is prompted for a code.
    formatVariables({}, format)
    const port = portOf(context)
    const { provider } = await context.resolve()
    const endpoint = await started(context, provider, port)
    try {
      if (context.wantsJson) context.result(endpoint.variables)
      else context.out.write(formatVariables({ ...endpoint.variables }, format))
      await noteOn(context)
      const { signal } = context.run
      if (!signal.aborted) await once(signal, 'abort')
    } finally {
      await endpoint.close()
    }
    return 0
  },
}

async function started(
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

async function noteOn(context: Context): Promise<void> {
  context.out.note('rolehop: serving until Ctrl-C')
  // Other programs do not read the files named on this command line.
  const { 'config-file': config, 'credentials-file': credentials } = context.flags
  const readsOthers = config !== undefined || credentials !== undefined
  if (!readsOthers && !(await context.hasDefaultCredentials())) return
  context.out.note(
    'rolehop: note: most programs use the credentials of the profile `default` first; use `rolehop exec --serve` to prevent this',
  )
}
