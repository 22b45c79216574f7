import type { Command } from '../command.ts'
import type { SignInPrompt } from '../engine.ts'
import { visible } from '../io/output.ts'

/** `rolehop login`: as `aws sso login --use-device-code`. */
export const login: Command = {
  name: 'login',
  arguments: [],
  options: ['sso-session', 'no-browser'],
  summary: 'sign in to IAM Identity Center',
  details: `Shows a page and a code on stderr, opens the page in the browser, and waits until
the code is confirmed there, on this machine or another. The sign-in is kept in
~/.aws/sso/cache and serves the AWS CLI too. The portal is that of --sso-session, or
of the profile, or of the profile at the start of its chain. With --output json the
result is {"StartUrl": URL, "Region": REGION, "Expiration": TIME, "Renewable": BOOLEAN}.`,
  example: 'rolehop login --profile dev',

  async run(context) {
    const { startUrl, region, expiresAt, renewable } = await context.login((prompt) => context.out.note(words(prompt)))
    const end = expiresAt.toISOString().replace(/\.\d+Z$/, 'Z')
    if (context.flags.output === 'json')
      context.out.json({ StartUrl: startUrl, Region: region, Expiration: end, Renewable: renewable })
    else
      context.out.note(`signed in to ${visible(startUrl)} until ${end}${renewable ? ', and renewed after that' : ''}`)
    return 0
  },
}

function words({ verificationUri, verificationUriComplete, userCode }: SignInPrompt): string {
  return `To sign in, open this page in a browser on any machine:

    ${visible(verificationUriComplete)}

It shows this code, which must be the same before you confirm it:

    ${visible(userCode)}

(or type the code at ${visible(verificationUri)})`
}
