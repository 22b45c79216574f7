import { type Plan, switchRoleUrl } from '../../index.ts'
import type { Command, Context } from '../command.ts'
import { UsageError } from '../errors.ts'
import { FILES, type OptionName, RESOLVING, RESULT } from '../options.ts'

/** What only a link that switches roles has, and what only a sign-in has. */
const OF_A_SWITCH: readonly OptionName[] = ['display-name', 'color']
const OF_A_SIGN_IN: readonly OptionName[] = ['service', 'destination', 'session-duration', 'endpoint-url']

/** `rolehop console`: a URL that signs in to the AWS console. */
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
    const url = switching ? await linkOf(context) : await context.consoleUrl()
    if (context.flags.open) {
      const { openPage, openSecretUrl } = await import('../serve/open-url.ts')
      if (switching) await openPage(url)
      else await context.out.waiting.during('the browser', () => openSecretUrl(url, context.run.signal))
      context.out.note('opened in a browser')
    } else if (context.wantsJson) context.result({ Url: url })
    else context.out.line(url)
    return 0
  },
}

function checkOptions({ flags }: Context): void {
  const [unfit, why] = flags['switch-role']
    ? [OF_A_SIGN_IN, 'cannot be combined with `--switch-role`']
    : [OF_A_SWITCH, 'needs `--switch-role`']
  const found = unfit.find((name) => flags[name] !== undefined)
  if (found) throw new UsageError(`\`--${found}\` ${why}`, 'run `rolehop console --help` for details')
}

/** The link for the last role of the profile, with notes about what the console requires. */
async function linkOf(context: Context): Promise<string> {
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
