/** Failures of host functions, in the form that the engine expects. */

import type { HostFailure } from '../generated/types.ts'
import { isObject, member, omitUndefined } from '../util/objects.ts'
import { isRolehopError, systemCode } from './errors.ts'

const KINDS: readonly unknown[] = [
  'unsupported',
  'aborted',
  'timed-out',
  'failed',
  'misconfigured',
] satisfies HostFailure['hostError'][]

/** A failure with the thrown value, which becomes the `cause` of the engine's error. */
export type CausedFailure = HostFailure & { readonly cause?: unknown }

/** A copy of a thrown `HostFailure` without other properties; `undefined` for any other value. */
export function hostFailureOf(error: unknown): HostFailure | undefined {
  try {
    if (!isObject(error)) return undefined
    const kind = member(error, 'hostError')
    if (!KINDS.includes(kind)) return undefined
    const reason = member(error, 'reason')
    const sent = member(error, 'sent')
    const help = member(error, 'help')
    return omitUndefined({
      hostError: kind as HostFailure['hostError'],
      reason: typeof reason === 'string' ? reason : undefined,
      sent: typeof sent === 'boolean' ? sent : undefined,
      help: typeof help === 'string' ? help : undefined,
    }) as HostFailure
  } catch {
    return undefined
  }
}

/** Converts a value thrown by a host function to a failure. Never throws, because the engine could not continue. */
export function causedFailure(error: unknown, signal: AbortSignal | undefined): CausedFailure {
  if (signal?.aborted) return caused({ hostError: 'aborted' }, signal.reason)
  const failure = hostFailureOf(error)
  if (failure) return failure
  if (isRolehopError(error, 'aborted') || isAbort(error)) return caused({ hostError: 'aborted' }, error)
  if (isRolehopError(error, 'mfa-required')) return caused({ hostError: 'unsupported' }, error)
  // The message of a caller's error can contain secrets; messages of rolehop's errors do not.
  const reason = isRolehopError(error) ? error.message : systemCode(error)
  return caused({ hostError: 'failed', reason, sent: true }, error)
}

function caused(failure: HostFailure, cause: unknown): CausedFailure {
  return omitUndefined({ ...failure, cause })
}

function isAbort(error: unknown): boolean {
  try {
    return error instanceof Error && error.name === 'AbortError'
  } catch {
    return false
  }
}
