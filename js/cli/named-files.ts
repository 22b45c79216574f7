/** Checks the paths of `--config-file` and `--credentials-file`. */
import { type Stats, statSync } from 'node:fs'
import { systemCode } from '../model/errors.ts'
import { UsageError } from './errors.ts'
import { expandHome } from './home.ts'

const CLOSED = new Set(['EACCES', 'EPERM'])

/**
 * Returns the path with `~` expanded, which a shell does not do after `--config-file=`.
 *
 * @param mayBeMissing whether the command creates a missing file
 * @throws UsageError for a missing file, a directory, or a pipe, which the AWS CLI treats as empty
 */
export function namedFile(option: string, path: string, mayBeMissing: boolean): string {
  const expanded = expandHome(path)
  const stats = statsOf(expanded)
  // Whatever reads it says why it cannot.
  if (stats === 'unknown') return expanded
  if (stats?.isDirectory()) throw new UsageError(`\`${option}\`: \`${path}\` is a directory`, 'name a file')
  if (stats?.isFIFO()) throw new UsageError(`\`${option}\`: \`${path}\` is a pipe`, 'save its text to a file first')
  if (!stats && !mayBeMissing) throw new UsageError(`\`${option}\`: \`${path}\` does not exist`, 'check the path')
  return expanded
}

/** The properties of a file: `undefined` if it does not exist, `unknown` in a directory that cannot be searched. */
export function statsOf(path: string): Stats | 'unknown' | undefined {
  try {
    return statSync(path)
  } catch (error) {
    return CLOSED.has(systemCode(error)) ? 'unknown' : undefined
  }
}
