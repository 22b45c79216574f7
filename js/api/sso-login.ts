/** Signs in to IAM Identity Center. */

import { type HostFunctions, withHost } from '../engine/host.ts'
import { callAsync } from '../engine/instance.ts'
import type { RegionChange, DeviceAuthorization as WirePrompt } from '../generated/types.ts'
import { argument, type Checks, choice, flag, func, OPTIONS, record, word } from '../model/arguments.ts'
import { isRolehopError, warn } from '../model/errors.ts'
import { COMMON_OPTIONS, FILE_OPTIONS, tokensCheck } from '../model/options.ts'
import type { Awaitable, CommonOptions, FileOptions, Logger, SsoTokenOptions } from '../model/types.ts'
import { browserFunctions, hasBrowser, openPage } from '../resolve/browser.ts'
import type { CallContext } from '../resolve/call-context.ts'
import { omitUndefined } from '../util/objects.ts'
import type { SignInPage } from './aws-login.ts'
import type { SharedConfig } from './shared-config.ts'
import { configCheck, type TokenCall, tokenCall } from './token-call.ts'

/** The URL and code with which a user signs in with a browser on any device (RFC 8628). */
export interface DeviceAuthorization {
  /** The page to enter the code on. */
  readonly verificationUri: string
  /** The same page with the code filled in. */
  readonly verificationUriComplete: string
  /** The code. The user checks that the page shows the same one. */
  readonly userCode: string
  /** When the code expires. */
  readonly expiresAt: Date
}

/** The result of a sign-in. */
export interface SsoLoginResult {
  /** The start URL of the portal. */
  readonly startUrl: string
  /** Its region. */
  readonly region: string
  /** The `sso-session` section, if there is one. */
  readonly session?: string
  /** The profile with the SSO settings, if no `sso-session` was given. */
  readonly profile?: string
  /** When the token expires. */
  readonly expiresAt: Date
  /** Whether the token can be refreshed without the user. */
  readonly renewable: boolean
  /**
   * The `sso_region` that was configured, if the start URL is on a custom domain that redirects to another
   * region. The config and its file have been changed to `region`. If the file cannot be written, this is absent
   * and the logger gets a warning.
   */
  readonly previousRegion?: string
}

/** Options of {@link ssoLogin}. */
export interface SsoLoginOptions extends CommonOptions, FileOptions, SsoTokenOptions {
  /**
   * The profile that has the SSO settings, itself or at the start of its chain.
   *
   * @example { profile: 'sso-admin' }
   */
  readonly profile?: string | undefined
  /**
   * The `sso-session` section, instead of a profile.
   *
   * @example { ssoSession: 'corp' }
   */
  readonly ssoSession?: string | undefined
  /**
   * The config to use instead of the user's files. One that was parsed from text needs `ssoTokens`.
   *
   * @example { config: await SharedConfig.load() }
   */
  readonly config?: SharedConfig | undefined
  /**
   * How the user signs in: with a device code, which is approved in a browser on any device, or with an
   * authorization code, which a local browser brings to a port of 127.0.0.1. Default: as in the AWS CLI, the
   * code for a profile with an `sso_session`, and the device code for any other; and the device code where no
   * local browser can bring the code (on SSH, in containers, without a desktop session, in pages), and if
   * neither `onUrl` nor `openBrowser` shows the page.
   *
   * @example { flow: 'device' }
   */
  readonly flow?: 'code' | 'device' | undefined
  /**
   * Called with the page of the flow `code`, to show its URL to the user.
   *
   * @example { onUrl: ({ url }) => console.error(url) }
   */
  readonly onUrl?: ((page: SignInPage) => Awaitable<void>) | undefined
  /**
   * Called with the page and the code of the flow `device`, to show them to the user.
   *
   * @example { onDeviceCode: ({ userCode, verificationUri }) => console.log(`${verificationUri}: ${userCode}`) }
   */
  readonly onDeviceCode?: ((prompt: DeviceAuthorization) => Awaitable<void>) | undefined
  /**
   * Whether to open the page in the user's browser, if possible. Default: `true`.
   *
   * @example { openBrowser: false }
   */
  readonly openBrowser?: boolean | undefined
}

const SSO_LOGIN_OPTIONS: Checks<SsoLoginOptions> = {
  ...COMMON_OPTIONS,
  ...FILE_OPTIONS,
  profile: word,
  ssoSession: word,
  config: configCheck,
  flow: choice('code', 'device'),
  onUrl: func,
  onDeviceCode: func,
  openBrowser: flag,
  ssoTokens: tokensCheck,
}

const optionsCheck = record(SSO_LOGIN_OPTIONS)

/**
 * Signs in to IAM Identity Center with a browser, as `aws sso login` does. Resolves after the approval, when
 * the token is stored in `~/.aws/sso/cache`, which the AWS CLI shares, or in `ssoTokens`. A start URL on a
 * custom domain is requested, and its redirect read, as in the AWS CLI; the config and its file then get its
 * region. Other edits of the config are not saved.
 *
 * @throws RolehopError such as `sso-login-failed`, `sso-incomplete`, `aborted`; `usage-invalid` for an
 *   invalid or unknown option
 * @example
 * await ssoLogin({
 *   profile: 'dev',
 *   onUrl: ({ url }) => console.error(url),
 *   onDeviceCode: ({ verificationUriComplete }) => console.error(verificationUriComplete),
 * })
 */
export async function ssoLogin(init: SsoLoginOptions = {}): Promise<SsoLoginResult> {
  const options = argument(optionsCheck, init, OPTIONS)
  const { save, engine, context, request, functions } = await tokenCall(options)
  const { ssoSession: session, flow } = options
  const browser = browserFunctions(options, context)
  const showDeviceCode = deviceCodePresenter(options, context)
  const wanted = omitUndefined({
    session,
    flow,
    hasBrowser: browser.show !== undefined && (await hasBrowser(options, context)),
  })
  return withHost({ ...functions, browser, showDeviceCode }, async (host) => {
    const wire = await callAsync((glue) => glue.ssoLogin(engine(), request, wanted, host))
    const { expiresAtMs, regionChange, ...rest } = wire
    const isMoved = regionChange && (await changeRegion(save, regionChange, rest.region, options.logger))
    return {
      ...rest,
      expiresAt: new Date(expiresAtMs),
      ...(isMoved && { previousRegion: regionChange.from }),
    }
  })
}

/**
 * As in the AWS CLI, later calls go to the region that the custom domain redirects to. The token is stored, so a
 * config that cannot be written is a warning. Returns whether it was written.
 */
async function changeRegion(
  save: TokenCall['save'],
  { session, profile = '' }: RegionChange,
  to: string,
  logger: Logger | undefined,
): Promise<boolean> {
  const kind = session === undefined ? undefined : 'sso-session'
  try {
    await save({ kind, name: session ?? profile }, { sso_region: to })
    return true
  } catch (error) {
    if (!isRolehopError(error) || error.code === 'aborted') throw error
    const { code, message } = error
    const help = `set \`sso_region\` to \`${to}\``
    warn(logger, { code, severity: 'warning', message: `the new \`sso_region\` was not saved: ${message}`, help })
    return false
  }
}

/** Calls `onDeviceCode`, opens a browser, or both. Without `onDeviceCode`, a browser that fails to open is an error. */
function deviceCodePresenter(
  { onDeviceCode, openBrowser = true }: SsoLoginOptions,
  { host }: CallContext,
): HostFunctions['showDeviceCode'] {
  const { open } = host
  if (!onDeviceCode && !(openBrowser && open)) return undefined
  return async ({ expiresAtMs, ...prompt }: WirePrompt) => {
    const shown = onDeviceCode?.({ ...prompt, expiresAt: new Date(expiresAtMs) })
    const page = prompt.verificationUriComplete
    await Promise.all([shown, openBrowser && open && openPage(open, page, onDeviceCode === undefined)])
  }
}
