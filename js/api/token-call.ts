/** Prepares calls that use the SSO and login tokens of a config: sign-ins, and lists of what the user has. */

import type { HostFunctions } from '../engine/host.ts'
import type { PlanRequest } from '../generated/types.ts'
import { type Check, mistyped } from '../model/arguments.ts'
import type { CommonOptions, FileOptions, SsoTokenOptions } from '../model/types.ts'
import { type CallContext, capabilities } from '../resolve/call-context.ts'
import { type ConfigInternals, configContext, internalsOf } from '../resolve/config-internals.ts'
import type { SectionAddress } from '../resolve/edits.ts'
import { tokenStoresOf } from '../resolve/resolve.ts'
import { omitUndefined } from '../util/objects.ts'
import { isSharedConfig, loadFiles, type SharedConfig } from './shared-config.ts'

/** The options that the calls have in common. */
interface TokenCallOptions extends CommonOptions, FileOptions, SsoTokenOptions {
  readonly profile?: string | undefined
  readonly region?: string | undefined
  readonly config?: SharedConfig | undefined
}

/** The parts of a call. */
export interface TokenCall {
  /** Sets keys of a section and writes them to the files, but no other edits of the config. */
  readonly save: (section: SectionAddress, settings: Readonly<Record<string, string>>) => Promise<void>
  /** Returns the object of the engine, for a call that begins at once. */
  readonly engine: () => ReturnType<typeof internalsOf>['engine']
  readonly context: CallContext
  readonly request: PlanRequest
  readonly functions: HostFunctions
}

/** Accepts a config that the caller has made. */
export const configCheck: Check<SharedConfig> = (value, name) => {
  if (!isSharedConfig(value, name)) throw mistyped(name, 'a `SharedConfig`', value)
  return value
}

/** Prepares a call from checked options. Without a config in them, it loads the user's files. */
export async function tokenCall(options: TokenCallOptions): Promise<TokenCall> {
  const { profile, region, ssoTokens, signal, logger } = options
  const config = options.config ?? (await loadFiles(options))
  const internals = internalsOf(config)
  const { origin } = internals
  const context = configContext(options, origin)
  const allowed = capabilities(origin ? 'trusted' : 'pasted', ssoTokens)
  const { host, send, env } = context
  const request = omitUndefined({ env, capabilities: allowed, profile, region }) as PlanRequest
  const tokenStores = tokenStoresOf(context, allowed, ssoTokens)
  const functions = { host, send, env, signal, logger, tokenStores, caches: undefined, mfaCodes: undefined }
  return { save: saverOf(internals, signal), engine: () => internals.engine, context, request, functions }
}

function saverOf({ saveOnly }: ConfigInternals, signal: AbortSignal | undefined): TokenCall['save'] {
  return (section, settings) =>
    saveOnly(
      Object.entries(settings).map(([key, value]) => ({ section, key, value })),
      signal,
    )
}
