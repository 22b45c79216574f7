import type { DeviceAuthorization } from '../../index.ts'
import { visible } from '../../util/visible.ts'
import type { Command } from '../command.ts'
import { FILES, RESULT } from '../options.ts'

/** `rolehop login`: the equivalent of `aws sso login --use-device-code`. */
export const login: Command = {
  name: 'login',
  arguments: [],
  needsProfile: true,
  options: ['profile', 'pick', 'sso-session', 'no-browser', ...FILES, ...RESULT],
  summary: 'sign in to IAM Identity Center',
  details: `Prints a URL and a code to stderr, opens the URL in a browser, and waits until the
request is approved there, on this or another device. The SSO token is saved in
~/.aws/sso/cache, which the AWS CLI shares. The access portal is that of
--sso-session, of the profile, or of the base profile of its chain.
JSON: {"StartUrl": URL, "Region": REGION, "Expiration": TIME, "Renewable": BOOLEAN}.`,
  example: 'rolehop login --profile dev',

  async run(context) {
    const { startUrl, region, expiresAt, renewable } = await context.login((prompt) =>
      context.out.note(instructions(prompt)),
    )
    const end = expiresAt.toISOString().replace(/\.\d+Z$/, 'Z')
    if (context.wantsJson) context.result({ StartUrl: startUrl, Region: region, Expiration: end, Renewable: renewable })
    else
      context.out.note(`signed in to ${visible(startUrl)} until ${end}${renewable ? ', refreshed automatically' : ''}`)
    return 0
  },
}

function instructions({ verificationUri, verificationUriComplete, userCode }: DeviceAuthorization): string {
  return `To sign in, open this URL in a browser on any device:

    ${visible(verificationUriComplete)}

Check that the page shows this code before you approve the request:

    ${visible(userCode)}

(or enter the code at ${visible(verificationUri)})`
}
