/** Errors as data, for the page. */
import { isRolehopError } from 'rolehop/slim'
import type { Problem } from '../protocol.ts'

export function asProblem(error: unknown): Problem {
  if (!isRolehopError(error)) return { code: 'internal', message: String(error), retryable: false, diagnostics: [] }
  const { code, message, help, hop, retryable, diagnostics } = error
  return {
    code,
    message,
    ...(help !== undefined && { help }),
    ...(hop !== undefined && { hop }),
    retryable,
    diagnostics,
  }
}
