/** What is said of an error, and what the command ends with. */

import { type Diagnostic, isRolehopError, type RolehopError } from '../../index.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../errors.ts'

const USAGE = 252
const OTHER = 255

/** Shows an error on stderr; gives the exit code, the AWS CLI v2's. */
export function report(error: unknown, context: Context): number {
  if (error instanceof UsageError) return show(context, error, [usage(error)], USAGE)
  if (!isRolehopError(error)) return show(context, error, [defect(error)], OTHER)
  // The user who pressed Ctrl-C needs no message.
  if (error.code === 'aborted') return error.exitCode
  const errors = error.diagnostics.filter(({ severity }) => severity === 'error')
  return show(context, error, withoutFiles(error, context) ?? errors, error.exitCode)
}

/** Without files, it is not the last source of the chain that a user must hear about. */
function withoutFiles({ code, message }: RolehopError, context: Context): Diagnostic[] | undefined {
  if (!['no-credentials', 'profile-not-found'].includes(code)) return undefined
  const missing = context.missingFiles()
  if (missing === undefined) return undefined
  const said = code === 'profile-not-found' ? `${message}; ${missing.message}` : missing.message
  return [{ code, severity: 'error', message: said, help: missing.help }]
}

function usage({ message, help }: UsageError): Diagnostic {
  return { code: 'usage-invalid', severity: 'error', message, help }
}

/** Not an error of this package's own: something that it should have seen coming. */
function defect(error: unknown): Diagnostic {
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
  context.out.note(rendered(context, diagnostics))
  if (context.flags.debug) for (const line of stack(error)) context.out.note(line)
  return status
}

/** With the lines they are about; if it is the engine that cannot be had, without. */
function rendered(context: Context, diagnostics: readonly Diagnostic[]): string {
  try {
    return context.render(diagnostics, context.out.noteColour)
  } catch {
    return diagnostics.map(({ code, message, help }) => `error[${code}]: ${message}\n  = help: ${help}\n`).join('')
  }
}

/** Where an error came from, and its causes. Messages of causes may hold anything and are left out. */
function* stack(error: unknown): Generator<string> {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    yield `rolehop: debug: ${depth === 0 ? '' : 'caused by '}${at.name}${'code' in at ? ` ${String(at.code)}` : ''}`
    yield* at.stack?.split('\n').filter((line) => /^ +at /.test(line)) ?? []
  }
}
