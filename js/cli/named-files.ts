/** The files that `--config-file` and `--credentials-file` name. */
import { type Stats, statSync } from 'node:fs'
import { UsageError } from './errors.ts'
import { expandHome } from './home.ts'

/**
 * Returns the path of a file that an option names. `~` is expanded, which a shell does not do after
 * `--config-file=`.
 *
 * @param mayBeMissing whether the command creates a missing file
 * @throws UsageError for a file that does not exist, a directory, and a pipe, which the AWS CLI does not
 *   read either: it would be treated as an empty file
 */
export function namedFile(option: string, path: string, mayBeMissing: boolean): string {
  const expanded = expandHome(path)
  const stats = statusOf(expanded)
  if (stats?.isDirectory()) throw new UsageError(`\`${option}\`: \`${path}\` is a directory`, 'name a file')
  if (stats?.isFIFO()) throw new UsageError(`\`${option}\`: \`${path}\` is a pipe`, 'save its text to a file first')
  if (!stats && !mayBeMissing) throw new UsageError(`\`${option}\`: \`${path}\` does not exist`, 'check the path')
  return expanded
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
