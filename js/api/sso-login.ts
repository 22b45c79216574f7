/** Signs in to IAM Identity Center. */

import { EngineHost, type HostFunctions } from '../engine/host.ts'
import { callAsync } from '../engine/instance.ts'
import type { Capabilities, PlanRequest, DeviceAuthorization as WirePrompt } from '../generated/types.ts'
import { argument, type Checks, flag, func, mistyped, OPTIONS, record, word } from '../model/arguments.ts'
import { COMMON_OPTIONS, FILE_OPTIONS, tokensCheck } from '../model/options.ts'
import type { Awaitable, CommonOptions, FileOptions, SsoTokenOptions } from '../model/types.ts'
import { type CallContext, capabilities } from '../resolve/call-context.ts'
import { configContext, internalsOf } from '../resolve/config-internals.ts'
import { tokenStoresOf } from '../resolve/resolve.ts'
import { omitUndefined } from '../util/objects.ts'
import { loadFiles, SharedConfig } from './shared-config.ts'

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
   * Called with the page and the code, to show them to the user.
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
  config: (value, name) => {
    if (!(value instanceof SharedConfig)) throw mistyped(name, 'a `SharedConfig`', value)
    return value
  },
  onDeviceCode: func,
  openBrowser: flag,
  ssoTokens: tokensCheck,
}

const optionsCheck = record(SSO_LOGIN_OPTIONS)

/**
 * Signs in to IAM Identity Center with a device code that the user approves in a browser. Resolves after
 * the approval, when the token is stored in `~/.aws/sso/cache`, which the AWS CLI shares, or in `ssoTokens`.
 *
 * @throws RolehopError such as `sso-login-failed`, `sso-incomplete`, `aborted`; `usage-invalid` for an
 *   invalid or unknown option
 * @example
 * await ssoLogin({ profile: 'dev', onDeviceCode: ({ verificationUriComplete }) => console.error(verificationUriComplete) })
 */
export async function ssoLogin(init: SsoLoginOptions = {}): Promise<SsoLoginResult> {
  const options = argument(optionsCheck, init, OPTIONS)
  const config = options.config ?? (await loadFiles(options))
  const { engine, origin } = internalsOf(config)
  const context = configContext(options, origin)
  const allowed = capabilities(origin ? 'trusted' : 'pasted', options.ssoTokens)
  const request = omitUndefined({ env: context.env, capabilities: allowed, profile: options.profile }) as PlanRequest
  const host = new EngineHost(createHostFunctions(options, context, allowed))
  try {
    const wire = await callAsync((glue) => glue.ssoLogin(engine, request, options.ssoSession, host))
    const { expiresAtMs, ...rest } = wire
    return { ...rest, expiresAt: new Date(expiresAtMs) }
  } finally {
    await host.close()
  }
}

function createHostFunctions(options: SsoLoginOptions, context: CallContext, allowed: Capabilities): HostFunctions {
  const { signal, logger } = options
  const { host, send, env } = context
  const showDeviceCode = deviceCodePresenter(options, context)
  const tokenStores = tokenStoresOf(context, allowed, options.ssoTokens)
  return { host, send, env, signal, logger, tokenStores, showDeviceCode, caches: undefined, mfaCodes: undefined }
}

/** Calls `onDeviceCode`, opens a browser, or both. Without `onDeviceCode`, a browser that fails to open is an error. */
function deviceCodePresenter(
  { onDeviceCode, openBrowser = true }: SsoLoginOptions,
  { host }: CallContext,
): HostFunctions['showDeviceCode'] {
  const { open } = host
  if (!onDeviceCode && !(openBrowser && open)) return undefined
  return async ({ expiresAtMs, ...prompt }: WirePrompt) => {
    await onDeviceCode?.({ ...prompt, expiresAt: new Date(expiresAtMs) })
    if (!openBrowser || !open) return
    try {
      await open(prompt.verificationUriComplete)
    } catch (failure) {
      if (!onDeviceCode) throw failure
    }
  }
}
