/** Signs the user in from the command line: to IAM Identity Center, or to the AWS console. */
import { CODE_PROMPT } from '../api/aws-login.ts'
import {
  type AwsLoginOptions,
  type AwsLoginResult,
  awsLogin,
  type DeviceAuthorization,
  isRolehopError,
  type SignInPage,
  type SsoLoginResult,
  ssoLogin,
} from '../index.ts'
import { hostFailureOf } from '../model/host-failure.ts'
import { visible } from '../util/visible.ts'
import type { Context } from './context.ts'
import { signInKind } from './engine.ts'
import { UsageError } from './errors.ts'
import { ask } from './io/ask.ts'
import { confirm } from './io/confirm.ts'
import { toSeconds } from './io/output.ts'

/** The result of a sign-in: as JSON, and as a note. */
export interface SignedIn {
  readonly result: object
  readonly note: string
}

/** The region that Enter selects, as in the AWS CLI. */
const FIRST_REGION = 'us-east-1'

/** Signs in to the service that the command line selects. @throws UsageError for options of the other kind */
export async function signIn(context: Context): Promise<SignedIn> {
  const { profile, 'sso-session': session, remote, 'use-device-code': useDeviceCode } = context.flags
  const kind = session === undefined ? signInKind(await context.readableConfig(false), profile) : 'sso'
  if (kind === 'login') {
    if (useDeviceCode) throw new UsageError('`--use-device-code` is for IAM Identity Center', 'use `--remote`')
    // The user is not sent to a browser for a session that could not be written.
    await context.writableConfig()
    return ofConsole(await consoleSignIn(context))
  }
  if (remote) throw new UsageError('`--remote` is for `aws login`', 'use `--use-device-code`')
  return ofPortal(await portalSignIn(context))
}

function ofPortal({ startUrl, region, expiresAt, renewable, previousRegion }: SsoLoginResult): SignedIn {
  const end = toSeconds(expiresAt)
  const moved = previousRegion === undefined ? '' : `\nchanged sso_region from ${visible(previousRegion)} to ${region}`
  return {
    result: { StartUrl: startUrl, Region: region, Expiration: end, Renewable: renewable },
    note: `signed in to ${visible(startUrl)} until ${end}${renewable ? ', refreshed automatically' : ''}${moved}`,
  }
}

function ofConsole({ profile, loginSession, region, expiresAt }: AwsLoginResult): SignedIn {
  return {
    result: { Profile: profile, LoginSession: loginSession, Region: region, Expiration: toSeconds(expiresAt) },
    note: `profile ${visible(profile)} is signed in as ${visible(loginSession)}, refreshed automatically`,
  }
}

async function portalSignIn(context: Context): Promise<SsoLoginResult> {
  const { 'sso-session': ssoSession, 'use-device-code': useDeviceCode, 'no-browser': noBrowser } = context.flags
  return untilApproved(context, async (shown) =>
    ssoLogin({
      ...(await context.callOptions()),
      ...(useDeviceCode && { flow: 'device' }),
      onUrl: (page) => shown(pageWords(page, noBrowser === true, '--use-device-code')),
      onDeviceCode: (prompt) => shown(deviceWords(prompt)),
      openBrowser: !noBrowser,
      ...(ssoSession !== undefined && { ssoSession }),
    }),
  )
}

/** Signs in; prompts for the region at a terminal. */
async function consoleSignIn(context: Context): Promise<AwsLoginResult> {
  const { remote = false, 'no-browser': noBrowser, region } = context.flags
  await confirmNewProfile(context)
  const options: AwsLoginOptions = {
    remote,
    openBrowser: !noBrowser,
    signInCodeProvider: () => typedCode(context),
    replaceSession: (current, signedIn) => confirmReplacement(context, current, signedIn),
  }
  const attempt = (inRegion: string | undefined) =>
    untilApproved(context, async (shown) =>
      awsLogin({
        ...(await context.callOptions()),
        ...options,
        onUrl: (page) => shown(pageWords(page, noBrowser === true, '--remote'), page.isLocal),
        ...(inRegion !== undefined && { region: inRegion }),
      }),
    )
  try {
    return await attempt(region)
  } catch (error) {
    if (!isRolehopError(error, 'region-missing') || !(await context.isAtTerminal())) throw error
    return attempt(await typedRegion(context))
  }
}

/** A name that is in neither file may be misspelled. */
async function confirmNewProfile(context: Context): Promise<void> {
  const { profile } = context
  const config = await context.readableConfig()
  if (config.profiles.includes(profile) || profile === 'default' || !(await context.isAtTerminal())) return
  const question = `Profile ${visible(profile)} does not exist. Create it with a login session?`
  if (await confirm(question, context.run.signal, true)) return
  throw new UsageError('no profile to sign in for', 'name an existing profile with `--profile`')
}

async function typedRegion({ run, out }: Context): Promise<string> {
  out.note('No region is set. Use the one of your resources, or the nearest: the profile keeps it.')
  return (await ask({ label: `AWS Region [${FIRST_REGION}]: ` }, run.signal)).trim() || FIRST_REGION
}

/** The code from the terminal; without one, a line of standard input, as in the AWS CLI. */
async function typedCode({ run }: Context): Promise<string> {
  try {
    return (await ask({ label: CODE_PROMPT }, run.signal)).trim()
  } catch (error) {
    if (hostFailureOf(error)?.hostError !== 'unsupported') throw error
    const { StandardInput } = await import('./io/standard-input.ts')
    const line = await new StandardInput().line(run.signal)
    if (line === undefined) throw error
    return line
  }
}

async function confirmReplacement(context: Context, current: string, signedIn: string): Promise<boolean> {
  if (!(await context.isAtTerminal())) return false
  const question = `The profile has the session ${visible(current)}. Replace it with ${visible(signedIn)}?`
  return confirm(question, context.run.signal)
}

type Shown = (words: string, waits?: boolean) => void

/** Signs in; after the page was shown, the user is told what the command waits for. */
async function untilApproved<T>({ out }: Context, work: (shown: Shown) => Promise<T>): Promise<T> {
  let approved: () => void = () => {}
  const approval = new Promise<void>((resolve) => {
    approved = resolve
  })
  const shown: Shown = (words, waits = true) => {
    out.note(words)
    if (waits) void out.waiting.during('the approval in the browser', () => approval)
  }
  return work(shown).finally(approved)
}

function deviceWords({ verificationUri, verificationUriComplete, userCode }: DeviceAuthorization): string {
  return `To sign in, open this URL in a browser on any device:

    ${visible(verificationUriComplete)}

Check that the page shows this code before you approve the request:

    ${visible(userCode)}

(or enter the code at ${visible(verificationUri)})`
}

/** @param elsewhere the option for a browser on another computer */
function pageWords({ url, isLocal }: SignInPage, isPrinted: boolean, elsewhere: string): string {
  if (!isLocal) return `To sign in, open this URL in a browser on any device:\n\n    ${visible(url)}\n`
  const what = isPrinted ? 'To sign in, open this URL' : 'A browser opens to sign in. If none does, open this URL'
  return `${what} on this computer:

    ${visible(url)}

(for a browser on another computer, run it again with ${elsewhere})`
}
