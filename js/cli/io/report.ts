/** Reports the error that ended a command. */
import { type Diagnostic, isRolehopError, type RolehopError } from '../../index.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'

const USAGE = 252
const OTHER = 255

/** Prints an error to stderr. @returns the exit code, as in the AWS CLI v2 */
export function report(error: unknown, context: Context): number {
  if (error instanceof UsageError) return show(context, error, [usageDiagnostic(error)], USAGE)
  if (!isRolehopError(error)) return show(context, error, [internalError(error)], OTHER)
  // No message: the user pressed Ctrl-C.
  if (error.code === 'aborted') return error.exitCode
  const errors = error.diagnostics.filter(({ severity }) => severity === 'error')
  return show(context, error, missingFilesError(error, context) ?? errors, error.exitCode)
}

/** Without config files, reports that instead of the last source in the default chain. */
function missingFilesError({ code, message }: RolehopError, context: Context): Diagnostic[] | undefined {
  if (!['no-credentials', 'profile-not-found'].includes(code)) return undefined
  const missing = context.missingFiles()
  if (missing === undefined) return undefined
  const text = code === 'profile-not-found' ? `${message}; ${missing.message}` : missing.message
  return [{ code, severity: 'error', message: text, help: missing.help }]
}

function usageDiagnostic({ message, help }: UsageError): Diagnostic {
  return { code: 'usage-invalid', severity: 'error', message, help }
}

/** Describes an unexpected error. Its message is left out, because it can contain secrets. */
function internalError(error: unknown): Diagnostic {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  const name = error instanceof Error ? error.name : typeof error
  const message = `internal error: ${name}${code}; please report it as a bug`
  return {
    code: 'internal',
    severity: 'error',
    message,
    help: 'run it again with `--debug` and include the output in the report',
  }
}

function show(context: Context, error: unknown, diagnostics: readonly Diagnostic[], status: number): number {
  context.out.note(renderErrors(context, diagnostics))
  if (context.flags.debug) for (const line of stack(error)) context.out.note(line)
  return status
}

/** Renders diagnostics with their source lines; without, if the engine could not be loaded. */
function renderErrors(context: Context, diagnostics: readonly Diagnostic[]): string {
  try {
    return context.render(diagnostics, context.out.noteColour)
  } catch {
    return diagnostics.map(({ code, message, help }) => `error[${code}]: ${message}\n  = help: ${help}\n`).join('')
  }
}

/** The stacks of an error and its causes, without messages, which can contain secrets. */
function* stack(error: unknown): Generator<string> {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    yield `rolehop: debug: ${depth === 0 ? '' : 'caused by '}${at.name}${'code' in at ? ` ${String(at.code)}` : ''}`
    yield* at.stack?.split('\n').filter((line) => /^ +at /.test(line)) ?? []
  }
}
