/** Signing out of IAM Identity Center. */
import { EngineHost } from './engine-host.ts'
import type { PlanRequest } from './generated/types.ts'
import { defined } from './objects.ts'
import { peek, type SharedConfig } from './shared-config.ts'
import { capabilities, surroundings } from './surroundings.ts'
import type { CommonOptions } from './types.ts'
import { callAsync } from './wasm.ts'

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
  const { host, send, env } = surroundings(defined({ signal, logger }))
  const powers = { host, send, env, signal, logger, caches: undefined, mfaCodeProvider: undefined }
  const request = defined({ env, capabilities: capabilities('trusted'), profile }) as PlanRequest
  return callAsync((engine) => engine.logout(peek(config).engine, request, text, own, new EngineHost(powers)))
}
