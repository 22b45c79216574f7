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
FIPS and dual-stack switches, CA bundle and other settings that have a variable. What
has none is named on stderr. Variables of other identities are removed. With
--endpoint-url, all calls of the program go there.
With --serve it gets the address of an endpoint on this machine instead, which any
AWS SDK asks for credentials and for new ones when they end, as in a container:
AWS_CONTAINER_CREDENTIALS_FULL_URI and AWS_CONTAINER_AUTHORIZATION_TOKEN.
Without a program, your shell (SHELL, on Windows COMSPEC) is run, with the profile's
name in ROLEHOP_PROFILE; \`exit\` ends it.
A program is run without a shell; on Windows, cmd.exe runs a batch file, with quoted
arguments. PowerShell drops \`--\`: write \`'--'\` there. Signals are passed on. The exit
code is the program's, 128 plus the signal's number if a signal ended it, 127 if it is
not there, 126 if it cannot be run.

With --profiles the program is run for each profile, one after the other, with
the profile's name in ROLEHOP_PROFILE and in a line on stderr before it. All MFA
prompts come before the first program. A profile whose credentials cannot be
obtained is skipped. The exit code is 0 if every run succeeded, otherwise that of
the first failure. Ctrl-C ends all runs.`,
  example: 'rolehop exec --profile deploy -- terraform plan',

  async run(context) {
    const { runExec } = await import('../exec/run.ts')
    return runExec(context)
  },
}
