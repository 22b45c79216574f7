/** The one class of errors. */
import type { Code, Diagnostic, Error as WireError } from './generated/types.ts'

/** What an error says besides its message. */
export type ErrorDetails = Pick<WireError, 'code' | 'message'> & Partial<WireError>

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
  declare readonly hint?: string
  /** Whether the same call may succeed later with nothing changed. */
  readonly retryable: boolean
  /** Always `false`: a chain of the AWS SDK's providers must not go on past a broken profile. */
  readonly tryNextLink = false
  /** The exit code of a command that ends with it, as the AWS CLI v2 has them. */
  readonly exitCode: number

  /** Made by this package; `options.cause` is what the surroundings threw, if they did. */
  constructor(details: ErrorDetails, options: ErrorOptions = {}) {
    super(details.message, options)
    this.code = details.code
    if (details.profile !== undefined) this.profile = details.profile
    if (details.hop !== undefined) this.hop = details.hop
    if (details.hint !== undefined) this.hint = details.hint
    this.retryable = details.retryable ?? false
    this.exitCode = details.exitCode ?? 255
    this.diagnostics = details.diagnostics ?? [asDiagnostic(details)]
  }

  /** The error as data, with its message and without stack and cause. */
  toJSON(): object {
    const { name, code, message, profile, hop, hint, retryable, exitCode, diagnostics } = this
    return { name, code, message, profile, hop, hint, retryable, exitCode, diagnostics }
  }
}

function asDiagnostic({ code, message, profile, hint }: ErrorDetails): Diagnostic {
  return {
    code,
    severity: 'error',
    message,
    ...(hint !== undefined && { help: hint }),
    ...(profile !== undefined && { profile }),
  }
}

/**
 * Whether something that was thrown is a {@link RolehopError}, with this code if one is given.
 * Works across copies of the package, unlike `instanceof`.
 */
export function isRolehopError(error: unknown, code?: Code): error is RolehopError {
  if (!(error instanceof Error) || error.name !== 'RolehopError' || !('code' in error)) return false
  return code === undefined || error.code === code
}

/** The caller asked for something that makes no sense. @internal */
export function usageError(message: string, hint?: string): RolehopError {
  return new RolehopError({ code: 'usage-invalid', message, exitCode: 252, ...(hint !== undefined && { hint }) })
}

/** The caller gave up. @internal */
export function abortedError(cause: unknown): RolehopError {
  return new RolehopError({ code: 'aborted', message: 'given up by the caller', exitCode: 130 }, { cause })
}

/** A file could not be read or written. The system's own message is left out: its code says enough. @internal */
export function fileError(verb: 'read' | 'write', path: string, cause: unknown): RolehopError {
  return new RolehopError(
    { code: 'file-failed', message: `cannot ${verb} \`${path}\`: ${systemCode(cause)}`, exitCode: 255 },
    { cause },
  )
}

/** What the system calls a failure, such as `EACCES`. @internal */
export function systemCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  if (typeof code === 'string') return code
  return error instanceof Error ? error.name : 'unknown failure'
}
