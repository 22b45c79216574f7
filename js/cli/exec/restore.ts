/**
 * Restores the environment for a command below `exec` that names another profile.
 *
 * Environment variables override profiles. Without this, the settings of the outer profile would apply to
 * the inner one: calls of `prod` would go to the endpoint of `local`. `exec` records its changes in one
 * variable, and a command that names a profile undoes them first. Later changes to a variable are kept.
 *
 * Credentials are not recorded: a named profile never takes them from the environment, and the record would
 * be another copy of a secret.
 */
import { createHash } from 'node:crypto'
import type { Environment } from './environment.ts'
import { NOTE } from './note.ts'

/** The value of a variable before, and a digest of its value after; `null` if it is not set. */
type Change = readonly [before: string | null, after: string | null]

/**
 * Returns the record of the changes to the named variables.
 *
 * @param names variables that may have changed
 */
export function noteOf(before: Environment, after: Environment, names: readonly string[]): string {
  const changed = names.filter((name) => before[name] !== after[name])
  const change = (name: string): Change => [before[name] ?? null, digest(after[name])]
  return JSON.stringify(Object.fromEntries(changed.map((name) => [name, change(name)])))
}

/** Undoes the recorded changes in an environment. Ignores a record that `exec` did not write. */
export function undo(env: Record<string, string | undefined>): void {
  for (const [name, [before, after]] of Object.entries(read(env[NOTE]))) {
    if (digest(env[name]) !== after) continue
    if (before === null) delete env[name]
    else env[name] = before
  }
  delete env[NOTE]
}

function read(text: string | undefined): Record<string, Change> {
  try {
    const note: unknown = JSON.parse(text ?? '{}')
    const entries = typeof note === 'object' && note !== null ? Object.entries(note) : []
    return Object.fromEntries(
      entries.filter((entry): entry is [string, Change] => isAws(entry[0]) && isChange(entry[1])),
    )
  } catch {
    return {}
  }
}

/** `exec` records only these variables. */
function isAws(name: string): boolean {
  return name.startsWith('AWS_')
}

function isChange(value: unknown): value is Change {
  const isText = (part: unknown) => part === null || typeof part === 'string'
  return Array.isArray(value) && value.length === 2 && value.every(isText)
}

/** A short digest: it only detects changes. */
function digest(value: string | undefined): string | null {
  return value === undefined ? null : createHash('sha256').update(value).digest('base64url').slice(0, 12)
}
