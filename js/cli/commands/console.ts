import { type Plan, switchRoleUrl } from '../../index.ts'
import type { Command, Context } from '../command.ts'
import { UsageError } from '../errors.ts'
import { FILES, type OptionName, RESOLVING, RESULT } from '../options.ts'

/** Options that only `--switch-role` uses, and options that only a sign-in URL uses. */
const SWITCH_ROLE_OPTIONS: readonly OptionName[] = ['display-name', 'color']
const SIGN_IN_OPTIONS: readonly OptionName[] = ['service', 'destination', 'session-duration', 'endpoint-url']

/** `rolehop console`: prints or opens a URL that signs in to the AWS console or switches roles. */
export const consoleCommand: Command = {
  name: 'console',
  arguments: [],
  needsProfile: true,
  options: [
    'profile',
    'pick',
    'service',
    'destination',
    'session-duration',
    'open',
    'switch-role',
    'display-name',
    'color',
    ...RESOLVING,
    'endpoint-url',
    ...FILES,
    ...RESULT,
  ],
  summary: 'print a URL that signs in to the AWS console or switches roles',
  details: `Prints a URL that signs in to the AWS console with the profile's credentials. Treat it
like a password: it works for anyone for 15 minutes. With --open, the URL is opened in
a browser and not printed.
Console sign-in needs the credentials of a role or IAM Identity Center session, not
long-term keys. The console session lasts as long as those credentials, or
--session-duration (900 to 43200 seconds) for a role assumed with a user's keys.
--switch-role prints the link that switches a signed-in console user to the profile's
role: it gets no credentials and makes no calls.
JSON: {"Url": URL}.`,
  example: 'rolehop console --profile deploy --service s3 --open',

  async run(context) {
    checkOptions(context)
    const switching = context.flags['switch-role']
    const url = switching ? await switchRoleLink(context) : await context.consoleUrl()
    if (context.flags.open) {
      const { openUrl, openSecretUrl } = await import('../serve/open-url.ts')
      if (switching) await openUrl(url)
      else await context.out.waiting.during('the browser', () => openSecretUrl(url, context.run.signal))
      context.out.note('opened in a browser')
    } else if (context.wantsJson) context.result({ Url: url })
    else context.out.line(url)
    return 0
  },
}

function checkOptions({ flags }: Context): void {
  const [unusable, reason] = flags['switch-role']
    ? [SIGN_IN_OPTIONS, 'cannot be combined with `--switch-role`']
    : [SWITCH_ROLE_OPTIONS, 'needs `--switch-role`']
  const found = unusable.find((name) => flags[name] !== undefined)
  if (found) throw new UsageError(`\`--${found}\` ${reason}`, 'run `rolehop console --help` for details')
}

/** Returns the switch-role link of the last role, and prints notes on what the console cannot do. */
async function switchRoleLink(context: Context): Promise<string> {
  const plan = await context.plan()
  const { 'display-name': displayName, color } = context.flags
  const url = switchRoleUrl(plan, {
    ...(displayName !== undefined && { displayName }),
    ...(color !== undefined && { color }),
  })
  for (const note of notesOn(plan)) context.out.note(`rolehop: note: ${note}`)
  return url
}

function notesOn({ hops }: Plan): string[] {
  const before = hops.at(-2)
  const chained = before && `the role is assumed from \`${before.roleArn}\`: switch to that role first`
  const external =
    hops.at(-1)?.externalId !== undefined &&
    'the profile sets an external ID; the console cannot switch to a role that requires one'
  return [chained, external].filter((note) => typeof note === 'string')
}
