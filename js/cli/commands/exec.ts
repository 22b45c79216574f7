import { devNull } from 'node:os'
import { childEnvironment, runChild, servedEnvironment } from '../child.ts'
import type { Command, Context } from '../command.ts'
import { UsageError } from '../errors.ts'
import { execMany } from '../exec-many.ts'
import { namesOf } from '../many.ts'
import { serveCredentials } from '../serving.ts'

/** `rolehop exec -- PROGRAM`: runs a program with the credentials in its environment. */
export const exec: Command = {
  name: 'exec',
  arguments: [],
  takesCommand: true,
  options: ['serve', 'profiles', 'concurrency'],
  summary: 'run a program with the credentials in its environment',
  details: `The program gets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
AWS_CREDENTIAL_EXPIRATION, and AWS_REGION and AWS_DEFAULT_REGION if a region is
known; variables that select a profile or hold other credentials are taken out.
With --serve it gets the address of an endpoint on this machine instead, which any
AWS SDK asks for credentials and for new ones when they end, as in a container:
AWS_CONTAINER_CREDENTIALS_FULL_URI and AWS_CONTAINER_AUTHORIZATION_TOKEN.
It is run without a shell. Signals are passed on. The exit code is the program's,
128 plus the signal's number if a signal ended it, 127 if it is not there, 126
if it cannot be run.

With --profiles the program is run for each profile, one after the other, with
the profile's name in ROLEHOP_PROFILE and in a line on stderr before it. All
credentials are got first, so that codes are asked for before anything runs; a
profile without is left out. The exit code is 0 if all went well, else that of
the first that did not. Ctrl-C ends them all.`,
  example: 'rolehop exec --profile deploy -- terraform plan',

  async run(context) {
    const { profiles, profile, serve } = context.flags
    if (profiles !== undefined) {
      if (serve) throw new UsageError('`--serve` serves one profile', 'take `--profile`')
      return execMany(context, namesOf(profiles, profile))
    }
    if (serve) return runServed(context)
    const { credentials, plan } = await context.resolve()
    const env = childEnvironment(process.env, credentials, plan.region)
    context.run.releaseSignals()
    return runChild(context.args, env, context.out)
  },
}

/** Asks for codes before the program starts, and serves it until it ends. */
async function runServed(context: Context): Promise<number> {
  const { provider, plan } = await context.resolve()
  const endpoint = await serveCredentials(context, provider)
  try {
    // SDKs would take the `default` profile of the files first.
    const noFiles = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull }
    const instead = { ...endpoint.variables, ...((await context.hasDefaultCredentials()) && noFiles) }
    context.run.releaseSignals()
    return await runChild(context.args, servedEnvironment(process.env, instead, plan.region), context.out)
  } finally {
    await endpoint.close()
  }
}
