import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'

/** `rolehop login`: the equivalent of `aws login` and `aws sso login`. */
export const login: Command = {
  name: 'login',
  arguments: [],
  needsProfile: true,
  options: ['profile', 'pick', 'region', 'sso-session', 'use-device-code', 'remote', 'no-browser', ...FILES, ...RESULT],
  summary: 'sign in with a browser: to the AWS console, or to IAM Identity Center',
  details: `Signs in to the access portal of --sso-session, of the profile, or of the base profile of
its chain: opens a page in a browser, and waits until the browser comes back from it. With
--use-device-code, for a profile without \`sso_session\`, and where no local browser can do
that (SSH, containers, no desktop session), it prints a URL and a code instead, and waits
until the request is approved on this or another device. The SSO token is saved in
~/.aws/sso/cache. With --output json the result is {"StartUrl": URL, "Region": REGION,
"Expiration": TIME, "Renewable": BOOLEAN}.

A profile with \`login_session\`, or without credentials, signs in to the AWS console as
\`aws login\` does: opens a page, and waits until the browser comes back from it. The login
session is saved in ~/.aws/login/cache, and \`login_session\` in the profile, which is
created if it does not exist; so is \`region\` if it has none. JSON: {"Profile": NAME,
"LoginSession": ARN, "Region": REGION, "Expiration": TIME}.

The AWS CLI shares both.`,
  example: 'rolehop login --profile dev',

  async run(context) {
    const { result, note } = await (await import('../sign-in.ts')).signIn(context)
    if (context.wantsJson) context.result(result)
    else context.out.note(note)
    return 0
  },
}
