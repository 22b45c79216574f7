/** Paths as users write them. */
import { homedir } from 'node:os'
import { sep } from 'node:path'

/** A path with `~` for the home folder. */
export function shortPath(path: string): string {
  const home = homedir()
  return path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path
}
