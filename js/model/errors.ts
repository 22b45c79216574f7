/** The error class. */

import { EXIT_CODES } from '../generated/exit-codes.ts'
import type { AccessDenied, Code, Diagnostic, ErrorData, RefusedCall } from '../generated/types.ts'
import { isObject, member } from '../util/objects.ts'
import type { Logger } from './types.ts'

/** The content of an error. */
export type ErrorDetails = Pick<ErrorData, 'code' | 'message'> & Partial<ErrorData>

/**
 * The error that every function throws. Codes, messages and locations are the same as those of `check` and
 * the command. It never contains a secret.
 */
export class RolehopError extends Error {
  override readonly name = 'RolehopError'
  /** The stable code, such as `chain-cycle`. */
  readonly code: Code
  /** The profile that the error belongs to. */
  declare readonly profile?: string
  /** The hop of the plan that failed, from 0. */
  declare readonly hop?: number
  /** All diagnostics that led to the error, including warnings. */
  readonly diagnostics: readonly Diagnostic[]
  /** How to correct it. */
  declare readonly help?: string
  /** Whether the same call may succeed later. */
  readonly retryable: boolean
  /** Always `false`: the AWS SDK's provider chain must not continue after a broken profile. */
  readonly tryNextLink = false
  /** The exit code of the command for this error, that of the AWS CLI v2. */
  readonly exitCode: number
  /** The policy that denied the call, if the code is `sts-access-denied`. */
  declare readonly accessDenied?: AccessDenied
  /**
   * The parameters of the call that STS refused, and the causes that they support or exclude. Absent if
   * STS did not refuse to assume a role of the chain.
   */
  declare readonly refusedCall?: RefusedCall

  /** `options.cause` is the error of the runtime, if there was one. */
  constructor(details: ErrorDetails, options: ErrorOptions = {}) {
    super(messageOf(details), options)
    this.code = details.code
    if (details.profile !== undefined) this.profile = details.profile
    if (details.hop !== undefined) this.hop = details.hop
    if (details.help !== undefined) this.help = details.help
    if (details.accessDenied !== undefined) this.accessDenied = details.accessDenied
    if (details.refusedCall !== undefined) this.refusedCall = details.refusedCall
    this.retryable = details.retryable ?? false
    this.exitCode = details.exitCode ?? EXIT_CODES[details.code] ?? EXIT_CODES.internal
    this.diagnostics = details.diagnostics ?? [asDiagnostic(details)]
  }

  /** Returns the error as data, without stack and cause. */
  toJSON(): object {
    const { name, code, message, profile, hop, help, retryable, exitCode, accessDenied, refusedCall, diagnostics } =
      this
    const refused = { accessDenied, refusedCall }
    return { name, code, message, profile, hop, help, retryable, exitCode, ...refused, diagnostics }
  }
}

function messageOf(details: ErrorDetails): string {
  if (typeof details?.code === 'string' && typeof details.message === 'string') return details.message
  throw usageError('the details of a `RolehopError` must have a `code` and a `message`')
}

function asDiagnostic({ code, message, profile, help, accessDenied, refusedCall }: ErrorDetails): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    ...(help !== undefined && { help }),
    ...(profile !== undefined && { profile }),
    ...(accessDenied !== undefined && { accessDenied }),
    ...(refusedCall !== undefined && { refusedCall }),
  }
}

/**
 * Whether a thrown value is a {@link RolehopError}, with this code if one is given.
 * Works across copies of the package, unlike `instanceof`. Never throws.
 */
export function isRolehopError(error: unknown, code?: Code): error is RolehopError {
  try {
    if (!(error instanceof Error) || error.name !== 'RolehopError' || !('code' in error)) return false
    return code === undefined || error.code === code
  } catch {
    // A thrown value can be a proxy that throws.
    return false
  }
}

/** The error for a wrong argument. @internal */
export function usageError(message: string, help?: string, cause?: unknown): RolehopError {
  const details: ErrorDetails = { code: 'usage-invalid', message, ...(help !== undefined && { help }) }
  return new RolehopError(details, cause === undefined ? {} : { cause })
}

/** The error for an aborted call. @internal */
export function abortedError(cause: unknown): RolehopError {
  return new RolehopError({ code: 'aborted', message: 'operation aborted' }, { cause })
}

/** The error for a file that could not be read or written, with the system's code instead of its message. @internal */
export function fileError(verb: 'read' | 'write', path: string, cause: unknown): RolehopError {
  return new RolehopError(
    { code: 'file-failed', message: `cannot ${verb} \`${path}\`: ${systemCode(cause)}` },
    { cause },
  )
}

/** The system's code of a thrown value, such as `EACCES`. @internal */
export function systemCode(error: unknown): string {
  try {
    const code = isObject(error) ? member(error, 'code') : undefined
    if (typeof code === 'string') return code
    return error instanceof Error ? String(error.name) : 'unknown failure'
  } catch {
    return 'unknown failure'
  }
}

/** The error for a function of the caller that failed, without its message, which may contain secrets. @internal */
export function callerFailed(code: Code, what: string, cause: unknown): RolehopError {
  return new RolehopError({ code, message: `${what} failed: ${systemCode(cause)}` }, { cause })
}

/** Reports a warning to the logger. @internal */
export function warn(logger: Logger | undefined, diagnostic: Diagnostic): void {
  logger?.warn?.(`${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`, diagnostic)
}
