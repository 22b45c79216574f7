import { childEnvironment, runChild } from '../child.ts'
import type { Command } from '../command.ts'

/** `rolehop exec -- PROGRAM`: runs a program with the credentials in its environment. */
export const exec: Command = {
  name: 'exec',
  arguments: [],
  takesCommand: true,
  options: [],
  summary: 'run a program with the credentials in its environment',
  details: `The program gets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
AWS_CREDENTIAL_EXPIRATION, and AWS_REGION and AWS_DEFAULT_REGION if a region is
known; variables that select a profile or hold other credentials are taken out.
It is run without a shell. Signals are passed on. The exit code is the program's,
128 plus the signal's number if a signal ended it, 127 if it is not there, 126
if it cannot be run.`,
  example: 'rolehop exec --profile deploy -- terraform plan',

  async run(context) {
    const { credentials, plan } = await context.resolve()
    const env = childEnvironment(process.env, credentials, plan.region)
    context.run.releaseSignals()
    return runChild(context.args, env, context.out)
  },
}
