/** Converts paths below the home directory to and from the `~` form. */
import { homedir, userInfo } from 'node:os'
import { sep } from 'node:path'

/** Replaces the home directory at the start of a path with `~`. */
export function shortPath(path: string): string {
  const home = homeDirectory()
  return home !== undefined && path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path
}

/** Replaces a leading `~` with the home directory. */
export function expandHome(path: string): string {
  return path.replace(/^~(?=$|[/\\])/, () => homeDirectory() ?? '~')
}

/** The home directory. Node throws if neither the environment nor the user database has one. */
function homeDirectory(): string | undefined {
  try {
    return homedir() || userInfo().homedir || undefined
  } catch {
    return undefined
  }
}
