/** `--query`: applies a JMESPath expression to the JSON result of a command. */
import { UsageError } from './errors.ts'

/** The library, loaded only for `--query` to keep other runs fast. */
type JmesPath = typeof import('./jmespath.ts')

/** Applies the expression to a result. @throws UsageError if a function rejects the result's type */
export type Query = (result: unknown) => unknown

/**
 * Parses an expression before the command runs, so that a syntax error costs no calls.
 *
 * @throws UsageError with the position in the expression
 */
export async function parseQuery(expression: string): Promise<Query> {
  const library = await import('./jmespath.ts')
  const current = withRawStrings(expression)
  try {
    library.search(current, null)
  } catch (error) {
    // `null` can fail type checks that the real result passes.
    if (!(error instanceof library.JMESPathTypeError)) throw queryError(library, error, expression)
  }
  return (result) => {
    try {
      // A round trip through JSON drops members that are `undefined`.
      return library.search(current, JSON.parse(JSON.stringify(result)))
    } catch (error) {
      throw queryError(library, error, expression)
    }
  }
}

/** The raw strings, quoted identifiers and literals of an expression. */
const QUOTED = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(\s*)((?:\\.|[^`\\])*)`/g

/**
 * Replaces a literal that is not JSON, which the AWS CLI treats as a string (`` `running` ``), with a raw
 * string of the same length (`'running'`), so that positions in errors stay correct.
 */
function withRawStrings(expression: string): string {
  return expression.replace(QUOTED, (found, space: string | undefined, text = '') =>
    space === undefined || isJson(text) || /['"\\]/.test(text) ? found : `${space}'${text}'`,
  )
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Builds the error. It contains no values of the result, which can be secrets. */
function queryError(library: JmesPath, error: unknown, expression: string): UsageError {
  const message = `\`--query\` cannot be \`${expression}\`: ${reasonOf(library, error, expression.length)}`
  return new UsageError(message, 'write a JMESPath expression, such as `Arn` or `[0].name`; see https://jmespath.org')
}

function reasonOf({ JMESPathError, LexerError, ParseError }: JmesPath, error: unknown, length: number): string {
  if (error instanceof LexerError) return placed('character', error.lexerPosition, length)
  if (error instanceof ParseError) return placed(`\`${error.tokenValue}\``, error.lexPosition, length)
  if (!(error instanceof JMESPathError)) return 'it cannot be applied to the result'
  const [reason = ''] = error.message.split(' in expression: ')
  return reason.charAt(0).toLowerCase() + reason.slice(1).replaceAll('"', '`')
}

/** Positions count UTF-16 code units from 1. */
function placed(what: string, position: number, length: number): string {
  return position >= length ? 'the expression is incomplete' : `unexpected ${what} at position ${position + 1}`
}
