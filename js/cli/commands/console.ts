import type { Command, Context } from '../command.ts'
import { type Plan, switchRoleUrl } from '../engine.ts'
import { UsageError } from '../errors.ts'
import type { OptionName } from '../options.ts'
import { openPage, openSecretPage } from '../serve/open-url.ts'

/** What only a link that switches roles has, and what only a sign-in has. */
const OF_A_SWITCH: readonly OptionName[] = ['display-name', 'color']
const OF_A_SIGN_IN: readonly OptionName[] = ['service', 'destination', 'session-duration', 'endpoint-url']

/** `rolehop console`: a URL that signs in to the AWS console. */
export const consoleCommand: Command = {
  name: 'console',
  arguments: [],
  options: ['service', 'destination', 'session-duration', 'open', 'switch-role', 'display-name', 'color'],
  summary: 'a URL that signs in to the AWS console, or switches roles there',
  details: `Prints a URL that signs whoever opens it in to the AWS console with the profile's
credentials. For fifteen minutes it is as good as a password. With --open the page
is opened in the browser and the URL is not shown anywhere.
The console takes the sessions of roles and of IAM Identity Center, not the keys of
a user. Its session lasts as long as they do; --session-duration (900 to 43200
seconds) is for a role that was assumed with a user's keys.
--switch-role prints the link that makes a person who is signed in to the console
switch to the profile's role: no credentials are got and nothing is called.
JSON: {"Url": URL}.`,
  example: 'rolehop console --profile deploy --service s3 --open',

  async run(context) {
    checkOptions(context)
    const switching = context.flags['switch-role']
    const url = switching ? await linkOf(context) : await context.consoleUrl()
    if (context.flags.open) {
      if (switching) await openPage(url)
      else await openSecretPage(url, context.run.signal)
      context.out.note('opened in the browser')
    } else if (context.flags.output === 'json') context.out.json({ Url: url })
    else context.out.line(url)
    return 0
  },
}

function checkOptions({ flags }: Context): void {
  const [unfit, why] = flags['switch-role']
    ? [OF_A_SIGN_IN, 'does not go with `--switch-role`']
    : [OF_A_SWITCH, 'goes with `--switch-role` only']
  const found = unfit.find((name) => flags[name] !== undefined)
  if (found) throw new UsageError(`\`--${found}\` ${why}`, '`rolehop console --help` says more')
}

/** The link for the last role of the profile; says what the console will ask of whoever opens it. */
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
  const chained = before && `the role is for \`${before.roleArn}\`: sign in to the console as that one first`
  const external =
    hops.at(-1)?.externalId !== undefined &&
    'the profile sends an external id, and a role that asks for one cannot be switched to in the console'
  return [chained, external].filter((note) => typeof note === 'string')
}
