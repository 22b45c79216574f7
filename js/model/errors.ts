/** The one class of errors. */

import { EXIT_CODES } from '../generated/exit-codes.ts'
import type { Code, Diagnostic, ErrorData } from '../generated/types.ts'
import { isObject, member } from '../util/objects.ts'
import type { Logger } from './types.ts'

/** What an error says besides its message. */
export type ErrorDetails = Pick<ErrorData, 'code' | 'message'> & Partial<ErrorData>

/**
 * Why something could not be done. Codes, messages and places are those of `check` and of the
 * command line; none of it ever holds a secret.
 */
export class RolehopError extends Error {
  override readonly name = 'RolehopError'
  /** The stable code, such as `chain-cycle`. */
  readonly code: Code
  /** The profile that it is about. */
  declare readonly profile?: string
  /** The hop of the plan that failed, from 0. */
  declare readonly hop?: number
  /** Every finding that led to it, errors and warnings. */
  readonly diagnostics: readonly Diagnostic[]
  /** What to do. */
  declare readonly help?: string
  /** Whether the same call may succeed later with nothing changed. */
  readonly retryable: boolean
  /** Always `false`: a chain of the AWS SDK's providers must not go on past a broken profile. */
  readonly tryNextLink = false
  /** The exit code of a command that ends with it, as the AWS CLI v2 has them. */
  readonly exitCode: number

  /** Made by this package; `options.cause` is the error of the runtime, if there was one. */
  constructor(details: ErrorDetails, options: ErrorOptions = {}) {
    super(messageOf(details), options)
    this.code = details.code
    if (details.profile !== undefined) this.profile = details.profile
    if (details.hop !== undefined) this.hop = details.hop
    if (details.help !== undefined) this.help = details.help
    this.retryable = details.retryable ?? false
    this.exitCode = details.exitCode ?? EXIT_CODES[details.code] ?? EXIT_CODES.internal
    this.diagnostics = details.diagnostics ?? [asDiagnostic(details)]
  }

  /** The error as data, with its message and without stack and cause. */
  toJSON(): object {
    const { name, code, message, profile, hop, help, retryable, exitCode, diagnostics } = this
    return { name, code, message, profile, hop, help, retryable, exitCode, diagnostics }
  }
}

function messageOf(details: ErrorDetails): string {
  if (typeof details?.code === 'string' && typeof details.message === 'string') return details.message
  throw usageError('the details of a `RolehopError` must have a `code` and a `message`')
}

function asDiagnostic({ code, message, profile, help }: ErrorDetails): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    ...(help !== undefined && { help: help }),
    ...(profile !== undefined && { profile }),
  }
}

/**
 * Whether something that was thrown is a {@link RolehopError}, with this code if one is given.
 * Works across copies of the package, unlike `instanceof`. Never throws.
 */
export function isRolehopError(error: unknown, code?: Code): error is RolehopError {
  try {
    if (!(error instanceof Error) || error.name !== 'RolehopError' || !('code' in error)) return false
    return code === undefined || error.code === code
  } catch {
    // Anything can be thrown, a proxy that throws in its turn included.
    return false
  }
}

/** The caller asked for something that makes no sense. @internal */
export function usageError(message: string, help?: string, cause?: unknown): RolehopError {
  const details: ErrorDetails = { code: 'usage-invalid', message, ...(help !== undefined && { help }) }
  return new RolehopError(details, cause === undefined ? {} : { cause })
}

/** The caller gave up. @internal */
export function abortedError(cause: unknown): RolehopError {
  return new RolehopError({ code: 'aborted', message: 'operation aborted' }, { cause })
}

/** A file could not be read or written. The system's own message is left out: its code says enough. @internal */
export function fileError(verb: 'read' | 'write', path: string, cause: unknown): RolehopError {
  return new RolehopError(
    { code: 'file-failed', message: `cannot ${verb} \`${path}\`: ${systemCode(cause)}` },
    { cause },
  )
}

/** What the system calls a failure, such as `EACCES`, of anything that was thrown. @internal */
export function systemCode(error: unknown): string {
  try {
    const code = isObject(error) ? member(error, 'code') : undefined
    if (typeof code === 'string') return code
    return error instanceof Error ? String(error.name) : 'unknown failure'
  } catch {
    return 'unknown failure'
  }
}

/** A function of the caller failed: its own words are left out, they may hold anything. @internal */
export function callerFailed(code: Code, what: string, cause: unknown): RolehopError {
  return new RolehopError({ code, message: `${what} failed: ${systemCode(cause)}` }, { cause })
}

/** Tells a finding that does not stop the run. @internal */
export function warn(logger: Logger | undefined, diagnostic: Diagnostic): void {
  logger?.warn?.(`${diagnostic.severity}[${diagnostic.code}]: ${diagnostic.message}`, diagnostic)
}
