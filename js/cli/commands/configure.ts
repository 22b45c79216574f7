import type { Command } from '../command.ts'
import { FILES } from '../options.ts'

/** `rolehop configure`: makes a profile in a dialogue. */
export const configure: Command = {
  name: 'configure',
  arguments: [],
  createsFiles: true,
  options: ['profile', ...FILES],
  summary: 'make a profile in a dialogue',
  details: `Asks for the name, the kind and the settings of a new profile, checks each answer while
you type, shows what will be written, and asks before it writes. The kinds are: role (a
role and its source profile), sso (IAM Identity Center), keys (access keys; the secret
is not shown) and process (a program that prints credentials). Tab completes names of
profiles and sections; an optional question ends with Enter. Ctrl-C writes nothing.`,
  example: 'rolehop configure --profile deploy',

  async run(context) {
    return (await import('../configure/run.ts')).configureProfile(context)
  },
}
