/** Revokes tokens of IAM Identity Center. */
import { withHost } from '../engine/host.ts'
import { callAsync } from '../engine/instance.ts'
import type { PlanRequest } from '../generated/types.ts'
import type { CommonOptions } from '../model/types.ts'
import { capabilities, createCallContext } from '../resolve/call-context.ts'
import { internalsOf } from '../resolve/config-internals.ts'
import { omitUndefined } from '../util/objects.ts'
import type { SharedConfig } from './shared-config.ts'

/** Options of {@link revokeSsoToken}. @internal */
export interface RevokeOptions extends Pick<CommonOptions, 'signal' | 'logger'> {
  readonly profile?: string
  /** Whether the file is in rolehop's own directory, which holds tokens from custom endpoints. */
  readonly own: boolean
}

/**
 * Revokes the SSO token in the text of a token file.
 *
 * @returns `false` if the text has no token; then the file is not a token file and must not be deleted
 * @throws RolehopError `aborted`
 * @internal
 */
export async function revokeSsoToken(config: SharedConfig, text: string, options: RevokeOptions): Promise<boolean> {
  const { profile, own, signal, logger } = options
  const { host, send, env } = createCallContext(omitUndefined({ signal, logger }))
  const functions = { host, send, env, signal, logger, caches: undefined, mfaCodes: undefined }
  const request = omitUndefined({ env, capabilities: capabilities('trusted'), profile }) as PlanRequest
  return withHost(functions, (host) =>
    callAsync((engine) => engine.ssoLogout(internalsOf(config).engine, request, text, own, host)),
  )
}
