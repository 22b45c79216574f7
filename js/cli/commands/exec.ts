import type { Command } from '../command.ts'
import { FILES, RESOLVING } from '../options.ts'

/** `rolehop exec -- PROGRAM`: runs a program with the credentials in its environment. */
export const exec: Command = {
  name: 'exec',
  arguments: [],
  needsProfile: true,
  takesCommand: true,
  options: ['profile', 'pick', 'profiles', 'concurrency', 'serve', ...RESOLVING, 'endpoint-url', ...FILES],
  summary: 'run a program with the credentials in its environment',
  details: `The program gets AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN and
AWS_CREDENTIAL_EXPIRATION; the profile's region, endpoints (endpoint_url, services),
FIPS and dual-stack switches, CA bundle and other settings that have a variable.
Settings without a variable are listed on stderr. Variables of other identities are
removed. --endpoint-url sets the endpoint of all calls of the program.
With --serve, the program gets the URL of a local container credentials endpoint
instead (AWS_CONTAINER_CREDENTIALS_FULL_URI, AWS_CONTAINER_AUTHORIZATION_TOKEN), from
which AWS SDKs refresh the credentials before they expire.
Without a program, exec starts your shell (SHELL, on Windows COMSPEC) with the
profile's name in ROLEHOP_PROFILE; \`exit\` ends it.
The program runs without a shell; on Windows, cmd.exe runs batch files, with quoted
arguments. PowerShell drops \`--\`: write \`'--'\` there. Signals are forwarded. The exit
code is the program's, 128 plus the signal number if a signal terminated it, 127 if
it is not found, 126 if it cannot be run.

With --profiles, exec runs the program for each profile in turn, with the profile's
name in ROLEHOP_PROFILE and in a line on stderr. All MFA prompts come before the
first run. A profile whose credentials cannot be obtained is skipped. The exit code
is 0 if every run succeeded, otherwise that of the first failure. Ctrl-C ends all runs.`,
  example: 'rolehop exec --profile deploy -- terraform plan',

  async run(context) {
    const { runExec } = await import('../exec/run.ts')
    return runExec(context)
  },
}
