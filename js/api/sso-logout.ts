/** Signing out of IAM Identity Center. */
import { EngineHost } from '../engine/host.ts'
import { callAsync } from '../engine/instance.ts'
import type { PlanRequest } from '../generated/types.ts'
import type { CommonOptions } from '../model/types.ts'
import { capabilities, createCallContext } from '../resolve/call-context.ts'
import { internalsOf } from '../resolve/config-internals.ts'
import { omitUndefined } from '../util/objects.ts'
import type { SharedConfig } from './shared-config.ts'

/** What {@link endSignIn} takes besides config and text. @internal */
export interface EndSignInOptions extends Pick<CommonOptions, 'signal' | 'logger'> {
  readonly profile?: string
  /** Whether the file is in rolehop's own folder, which is for endpoints that someone set. */
  readonly own: boolean
}

/**
 * Ends the sign-in that the text of a file holds; `false` when it holds none, and is to stay.
 *
 * @throws RolehopError `aborted`
 * @internal
 */
export async function endSignIn(config: SharedConfig, text: string, options: EndSignInOptions): Promise<boolean> {
  const { profile, own, signal, logger } = options
  const { host, send, env } = createCallContext(omitUndefined({ signal, logger }))
  const powers = { host, send, env, signal, logger, caches: undefined, mfaCodeProvider: undefined }
  const request = omitUndefined({ env, capabilities: capabilities('trusted'), profile }) as PlanRequest
  return callAsync((engine) => engine.ssoLogout(internalsOf(config).engine, request, text, own, new EngineHost(powers)))
}
