/** What host functions reject with, as the engine takes it. */

import type { HostFailure } from '../generated/types.ts'
import { isObject, member, omitUndefined } from '../util/objects.ts'
import { isRolehopError, systemCode } from './errors.ts'

const KINDS: readonly unknown[] = ['unsupported', 'aborted', 'timed-out', 'failed'] satisfies HostFailure['hostError'][]

/** A failure, with what was thrown: the engine makes it the `cause` of its error. */
export type CausedFailure = HostFailure & { readonly cause?: unknown }

/** A `HostFailure` that was thrown, as a copy that holds nothing else; `undefined` for anything else. */
export function hostFailureOf(error: unknown): HostFailure | undefined {
  try {
    if (!isObject(error)) return undefined
    const kind = member(error, 'hostError')
    if (!KINDS.includes(kind)) return undefined
    const reason = member(error, 'reason')
    const sent = member(error, 'sent')
    return omitUndefined({
      hostError: kind as HostFailure['hostError'],
      reason: typeof reason === 'string' ? reason : undefined,
      sent: typeof sent === 'boolean' ? sent : undefined,
    }) as HostFailure
  } catch {
    return undefined
  }
}

/** Whatever a host function threw, as a failure. Never throws: the engine could not go on. */
export function causedFailure(error: unknown, signal: AbortSignal | undefined): CausedFailure {
  if (signal?.aborted) return caused({ hostError: 'aborted' }, signal.reason)
  const failure = hostFailureOf(error)
  if (failure) return failure
  if (isRolehopError(error, 'aborted') || isAbort(error)) return caused({ hostError: 'aborted' }, error)
  if (isRolehopError(error, 'mfa-required')) return caused({ hostError: 'unsupported' }, error)
  // The words of what was thrown are the caller's own and may hold anything; those of our errors do not.
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
