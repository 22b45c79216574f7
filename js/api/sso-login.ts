/** Signing in to IAM Identity Center. */

import { EngineHost, type HostFunctions } from '../engine/host.ts'
import { callAsync } from '../engine/instance.ts'
import type { PlanRequest, DeviceAuthorization as WirePrompt } from '../generated/types.ts'
import { argument, type Checks, flag, func, mistyped, OPTIONS, record, word } from '../model/arguments.ts'
import { COMMON_OPTIONS, FILE_OPTIONS } from '../model/options.ts'
import type { Awaitable, CommonOptions, FileOptions } from '../model/types.ts'
import { type CallContext, capabilities, createCallContext } from '../resolve/call-context.ts'
import { internalsOf } from '../resolve/config-internals.ts'
import { signInsOf } from '../resolve/resolve.ts'
import { omitUndefined } from '../util/objects.ts'
import { loadFiles, SharedConfig } from './shared-config.ts'

/** What a person needs to sign in with a browser, on this machine or any other. */
export interface DeviceAuthorization {
  /** The page on which the code is typed. */
  readonly verificationUri: string
  /** The same page with the code filled in. */
  readonly verificationUriComplete: string
  /** The code. The page shows it too, and the two must be the same. */
  readonly userCode: string
  /** When the code ends. */
  readonly expiresAt: Date
}

/** A sign-in that is done. */
export interface SsoLoginResult {
  /** The portal. */
  readonly startUrl: string
  /** Its region. */
  readonly region: string
  /** The `sso_session`, when there is one. */
  readonly session?: string
  /** The profile that it was found in, when no `sso_session` was named. */
  readonly profile?: string
  /** When it ends. */
  readonly expiresAt: Date
  /** Whether it is renewed without a person when it ends. */
  readonly renewable: boolean
}

/** What {@link ssoLogin} takes. */
export interface SsoLoginOptions extends CommonOptions, FileOptions {
  /** The profile whose portal it is, or the portal of the profile at the start of its chain. */
  readonly profile?: string | undefined
  /** The `sso-session` section, instead of a profile. */
  readonly ssoSession?: string | undefined
  /** The config, instead of this machine's files. Only of one that was loaded can there be sign-ins. */
  readonly config?: SharedConfig | undefined
  /** Shows a person the page and the code. */
  readonly onDeviceCode?: ((prompt: DeviceAuthorization) => Awaitable<void>) | undefined
  /** Whether the page is opened in this machine's browser, where that can be done; yes when absent. */
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
}

const optionsCheck = record(SSO_LOGIN_OPTIONS)

/**
 * Signs a person in to IAM Identity Center with a code that they confirm in a browser, and keeps
 * the sign-in in `~/.aws/sso/cache`, where the AWS CLI uses it too. Waits until they have.
 *
 * @throws RolehopError such as `sso-login-failed`, `sso-incomplete`, `aborted`; `usage-invalid` for an
 *   option that is wrong or unknown
 * @example
 * await ssoLogin({ profile: 'dev', onDeviceCode: ({ verificationUriComplete }) => console.error(verificationUriComplete) })
 */
export async function ssoLogin(init: SsoLoginOptions = {}): Promise<SsoLoginResult> {
  const options = argument(optionsCheck, init, OPTIONS)
  const config = options.config ?? (await loadFiles(options))
  const { engine, origin } = internalsOf(config)
  // A config brings the environment that it was loaded with.
  const context = createCallContext(
    omitUndefined({ ...options, env: options.env ?? origin?.env }),
    options.config === undefined || options.env === undefined ? origin?.files : undefined,
  )
  const allowed = capabilities(origin ? 'trusted' : 'pasted')
  const request = omitUndefined({ env: context.env, capabilities: allowed, profile: options.profile }) as PlanRequest
  const host = new EngineHost(createHostFunctions(options, context, allowed.files))
  try {
    const wire = await callAsync((glue) => glue.ssoLogin(engine, request, options.ssoSession, host))
    const { expiresAtMs, ...rest } = wire
    return { ...rest, expiresAt: new Date(expiresAtMs) }
  } finally {
    await host.unlockAll()
  }
}

function createHostFunctions(options: SsoLoginOptions, context: CallContext, files: boolean): HostFunctions {
  const { signal, logger } = options
  const { host, send, env } = context
  const showDeviceCode = deviceCodePresenter(options, context)
  const signIns = files ? signInsOf(context) : undefined
  return { host, send, env, signal, logger, signIns, showDeviceCode, caches: undefined, mfaCodeProvider: undefined }
}

/** Calls `onDeviceCode`, opens a browser, or both; a browser that fails to open is an error only without the former. */
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
