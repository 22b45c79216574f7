/** `--query`: a JMESPath expression selects from the JSON of a command. */
import { UsageError } from './errors.ts'

/** The library. Loaded late: most runs have no query. */
type JmesPath = typeof import('./jmespath.ts')

/** Selects from a result. @throws UsageError if the result does not suit the expression */
export type Query = (result: unknown) => unknown

/**
 * Parses an expression, so that a wrong one is rejected before anything is called.
 *
 * @throws UsageError with the position in the expression
 */
export async function parseQuery(expression: string): Promise<Query> {
  const library = await import('./jmespath.ts')
  const current = withRawStrings(expression)
  try {
    library.search(current, null)
  } catch (error) {
    // Only the result decides about types.
    if (!(error instanceof library.JMESPathTypeError)) throw rejected(library, error, expression)
  }
  return (result) => {
    try {
      // Members that are `undefined` are not in the JSON.
      return library.search(current, JSON.parse(JSON.stringify(result)))
    } catch (error) {
      throw rejected(library, error, expression)
    }
  }
}

/** Strings, quoted names and literals of an expression. */
const QUOTED = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(\s*)((?:\\.|[^`\\])*)`/g

/**
 * Writes literals that are not JSON, which the AWS CLI takes for strings (`` `running` ``), as strings of
 * the same length (`'running'`), so that positions stay.
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

/** What is wrong. Values of the result are not in it: they can be secrets. */
function rejected(library: JmesPath, error: unknown, expression: string): UsageError {
  const message = `\`--query\` cannot be \`${expression}\`: ${reasonOf(library, error, expression.length)}`
  return new UsageError(message, 'write a JMESPath expression, such as `Arn` or `[0].name`; see https://jmespath.org')
}

function reasonOf({ JMESPathError, LexerError, ParseError }: JmesPath, error: unknown, length: number): string {
  if (error instanceof LexerError) return placed('an unexpected character', error.lexerPosition, length)
  if (error instanceof ParseError) return placed(`\`${error.tokenValue}\``, error.lexPosition, length)
  if (!(error instanceof JMESPathError)) return 'it cannot be applied to the result'
  const [reason = ''] = error.message.split(' in expression: ')
  return reason.charAt(0).toLowerCase() + reason.slice(1).replaceAll('"', '`')
}

/** Positions are those of JavaScript's strings, from 1. */
function placed(what: string, position: number, length: number): string {
  return position >= length ? 'the expression is incomplete' : `${what} at position ${position + 1} is not expected`
}
