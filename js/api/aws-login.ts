/** Signs in to the AWS console, as `aws login` does. */

import { type HostFunctions, withHost } from '../engine/host.ts'
import { callAsync } from '../engine/instance.ts'
import { argument, type Checks, flag, func, OPTIONS, record, text, word } from '../model/arguments.ts'
import { COMMON_OPTIONS, FILE_OPTIONS } from '../model/options.ts'
import type { Awaitable, CommonOptions, FileOptions } from '../model/types.ts'
import { browserFunctions } from '../resolve/browser.ts'
import type { CallContext } from '../resolve/call-context.ts'
import type { SharedConfig } from './shared-config.ts'
import { configCheck, tokenCall } from './token-call.ts'

/** The page of a sign-in. */
export interface SignInPage {
  /** The URL. */
  readonly url: string
  /** Whether it must be opened in a local browser; with `remote`, a browser on any computer can open it. */
  readonly isLocal: boolean
}

/** The result of {@link awsLogin}. */
export interface AwsLoginResult {
  /** The profile that was signed in for. */
  readonly profile: string
  /** The ARN of the user or role session: the profile's `login_session`. */
  readonly loginSession: string
  /** The account. */
  readonly accountId: string
  /** The region of the sign-in. */
  readonly region: string
  /** When the credentials expire. They are renewed before, as long as the user's session lasts. */
  readonly expiresAt: Date
}

/** Options of {@link awsLogin}. */
export interface AwsLoginOptions extends CommonOptions, FileOptions {
  /**
   * The profile to sign in for, or whose chain begins with that profile. It is added if it does not exist.
   *
   * @example { profile: 'dev' }
   */
  readonly profile?: string | undefined
  /**
   * The region of the sign-in. Default: that of the environment or the profile.
   *
   * @example { region: 'eu-central-1' }
   */
  readonly region?: string | undefined
  /**
   * Whether the browser is on another computer: the page then shows a code, which `signInCodeProvider` gives.
   * Default: `false`.
   *
   * @example { remote: true }
   */
  readonly remote?: boolean | undefined
  /**
   * The config to use instead of the user's files. It must be loaded from files. Its other edits are not saved.
   *
   * @example { config: await SharedConfig.load() }
   */
  readonly config?: SharedConfig | undefined
  /**
   * Called with the page, to show its URL to the user.
   *
   * @example { onUrl: ({ url }) => console.error(url) }
   */
  readonly onUrl?: ((page: SignInPage) => Awaitable<void>) | undefined
  /**
   * Whether to open the page in the user's browser, if possible. Default: `true`.
   *
   * @example { openBrowser: false }
   */
  readonly openBrowser?: boolean | undefined
  /**
   * Gets the code that the page shows with `remote`. Default: a prompt on the terminal.
   *
   * @example { signInCodeProvider: async () => prompt('Code:') ?? '' }
   */
  readonly signInCodeProvider?: (() => Awaitable<string>) | undefined
  /**
   * Whether to replace the login session of the profile, if the user signed in as another one. Default:
   * reject with `login-conflict`.
   *
   * @example { replaceSession: (current, signedIn) => confirm(`Replace ${current} with ${signedIn}?`) }
   */
  readonly replaceSession?: ((current: string, signedIn: string) => Awaitable<boolean>) | undefined
}

const AWS_LOGIN_OPTIONS: Checks<AwsLoginOptions> = {
  ...COMMON_OPTIONS,
  ...FILE_OPTIONS,
  profile: word,
  region: text,
  remote: flag,
  config: configCheck,
  onUrl: func,
  openBrowser: flag,
  signInCodeProvider: func,
  replaceSession: func,
}

const optionsCheck = record(AWS_LOGIN_OPTIONS)

/** The prompt for the code that the page shows. @internal */
export const CODE_PROMPT = 'Enter the code that the page shows: '

/**
 * Signs in to the AWS console with a browser, as `aws login` does, and sets `login_session` of the profile,
 * and its `region` if it has none. The login session is stored in `~/.aws/login/cache`, where the AWS CLI
 * uses it too. Resolves when the user has signed in. Only in Node.
 *
 * @throws RolehopError such as `login-failed`, `login-conflict`, `region-missing`, `login-unreachable`,
 *   `aborted`; `usage-invalid` for an option that is wrong or unknown
 * @example
 * const { loginSession } = await awsLogin({ profile: 'dev', onUrl: ({ url }) => console.error(url) })
 */
export async function awsLogin(init: AwsLoginOptions = {}): Promise<AwsLoginResult> {
  const options = argument(optionsCheck, init, OPTIONS)
  const { save, engine, context, request, functions } = await tokenCall(options)
  const { remote = false } = options
  return withHost({ ...functions, browser: browserOf(options, context) }, async (host) => {
    const wire = await callAsync((glue) => glue.awsLogin(engine(), request, remote, host))
    const { expiresAtMs, hasRegion, ...rest } = wire
    const settings = { login_session: rest.loginSession, ...(!hasRegion && { region: rest.region }) }
    await save({ kind: undefined, name: rest.profile }, settings)
    return { ...rest, expiresAt: new Date(expiresAtMs) }
  })
}

function browserOf(options: AwsLoginOptions, context: CallContext): HostFunctions['browser'] {
  const { signal, signInCodeProvider, replaceSession: replacesLogin } = options
  const { prompt } = context.host
  const prompted = prompt && (() => prompt(CODE_PROMPT, signal ? { signal } : {}))
  return { ...browserFunctions(options, context), code: signInCodeProvider ?? prompted, replacesLogin }
}
