import type { Command } from '../command.ts'
import { FILES, OPTIONS, RESOLVING, RESULT, SHELL_FORMATS } from '../options.ts'

/** `rolehop serve`: runs a container credentials endpoint for the profile. */
export const serve: Command = {
  name: 'serve',
  arguments: [],
  needsProfile: true,
  options: ['profile', 'pick', 'port', 'format', ...RESOLVING, ...FILES, ...RESULT],
  own: { format: { ...OPTIONS.format, choices: SHELL_FORMATS, help: `${SHELL_FORMATS.join(', ')} (default: env)` } },
  summary: 'serve the credentials to local AWS SDKs and tools',
  details: `Listens on 127.0.0.1 until Ctrl-C and prints two environment variables:
AWS_CONTAINER_CREDENTIALS_FULL_URI and AWS_CONTAINER_AUTHORIZATION_TOKEN. SDKs and the
AWS CLI use the endpoint as they do in a container, and refresh the credentials before
they expire. The token is a secret: it gives access to the credentials. The MFA prompt
comes before the endpoint starts.
Access keys or a profile in a program's environment, and a \`default\` profile with
credentials, take precedence over the endpoint: \`exec --serve\` removes them.
JSON: {"AWS_CONTAINER_CREDENTIALS_FULL_URI": URL,
"AWS_CONTAINER_AUTHORIZATION_TOKEN": TOKEN}.`,
  example: 'rolehop serve --profile deploy --format env',

  async run(context) {
    const { runServe } = await import('../serve/run.ts')
    return runServe(context)
  },
}
