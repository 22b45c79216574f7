/**
 * `exec` below `exec`: the settings that a program got for one profile must not hold for another that
 * is named there. Variables override profiles, so the calls of `prod` would go to the endpoint of
 * `local`. The outer `exec` therefore notes in one variable what it has changed, and a command that
 * names a profile undoes it first; later changes to these variables are kept.
 *
 * Credentials are not noted: a profile that is named outright never takes them from the environment,
 * and the note would be one more place with a secret.
 */
import { createHash } from 'node:crypto'
import type { Environment } from './environment.ts'
import { NOTE } from './note.ts'

/** A variable's value before, and a digest of the value after; `null` for none. */
type Change = readonly [before: string | null, after: string | null]

/**
 * What `exec` changes, as text for the note.
 *
 * @param names the variables in question, of which some may be as before
 */
export function noteOf(before: Environment, after: Environment, names: readonly string[]): string {
  const changed = names.filter((name) => before[name] !== after[name])
  const change = (name: string): Change => [before[name] ?? null, digest(after[name])]
  return JSON.stringify(Object.fromEntries(changed.map((name) => [name, change(name)])))
}

/** Undoes in an environment what the note says. A note that is not `exec`'s own changes nothing. */
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

/** `exec` changes no other variables that it notes. */
function isAws(name: string): boolean {
  return name.startsWith('AWS_')
}

function isChange(value: unknown): value is Change {
  const isText = (part: unknown) => part === null || typeof part === 'string'
  return Array.isArray(value) && value.length === 2 && value.every(isText)
}

/** Short: it tells values apart and protects nothing. */
function digest(value: string | undefined): string | null {
  return value === undefined ? null : createHash('sha256').update(value).digest('base64url').slice(0, 12)
}
