/**
 * Command lines for batch files, which Windows runs in `cmd.exe`.
 *
 * `cmd.exe` interprets the whole line before the batch file gets its arguments, so every character that
 * it interprets must be quoted; an argument could run other programs otherwise. Node refuses batch files
 * for this reason.
 */

/** A batch file by its name. Windows ignores dots and spaces at the end. */
const BATCH = /\.(?:bat|cmd)[. ]*$/i

/** The characters that neither `cmd.exe` nor a batch file interprets. */
const PLAIN = /^[\w./:@+\\-]+$/

/** Control characters except the tab: a line break ends the command, and no quotes prevent it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
const CONTROL = /[\0-\x08\x0a-\x1f]/

/** A part of a variable that is always empty: it separates a `%` from the text after it. */
const NOTHING = '%cd:~,%'

/** Whether a path names a batch file. */
export function isBatchFile(path: string): boolean {
  return BATCH.test(path)
}

/**
 * Returns the arguments of `cmd.exe` that run a batch file, to be passed as they are.
 *
 * `/d` disables the commands of the registry, `/e:on` and `/v:off` override its settings with those that
 * the quoting needs, and `/s /c` takes everything between the outer quotes unchanged.
 *
 * @throws Error with the code `EINVAL` if an argument or the path cannot be quoted
 */
export function batchArguments(path: string, args: readonly string[]): string[] {
  if (path.includes('"')) throw unquotable('the path of a batch file contains a quote')
  if ([path, ...args].some((word) => CONTROL.test(word)))
    throw unquotable('an argument of a batch file contains a line break or another control character')
  const line = [quoted(path), ...args.map((word) => (PLAIN.test(word) && !word.endsWith('\\') ? word : quoted(word)))]
  return ['/d', '/e:on', '/v:off', '/s', '/c', `"${line.join(' ')}"`]
}

/**
 * A word in double quotes, for `cmd.exe` and for the program that the batch file passes it to: a quote is
 * doubled, so that both stay inside the quotes, and so are backslashes before a quote. `cmd.exe` replaces
 * `%NAME%` even in quotes, so {@link NOTHING} follows each `%`.
 */
function quoted(word: string): string {
  const escaped = word.replace(/(\\*)(?:"|$)/g, (found, backslashes) =>
    found.endsWith('"') ? `${backslashes}${backslashes}""` : `${backslashes}${backslashes}`,
  )
  return `"${escaped.replaceAll('%', `%${NOTHING}`)}"`
}

function unquotable(message: string): Error {
  return Object.assign(new Error(message), { code: 'EINVAL' })
}
