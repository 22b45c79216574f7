/** Paths below the user's home directory, as users write them. */
import { homedir, userInfo } from 'node:os'
import { sep } from 'node:path'

/** A path with `~` for the home directory; as it is without one. */
export function shortPath(path: string): string {
  const home = homeFolder()
  return home !== undefined && path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path
}

/** A path with the home directory for a leading `~`; as it is without one. */
export function expandHome(path: string): string {
  return path.replace(/^~(?=$|[/\\])/, () => homeFolder() ?? '~')
}

/** Node throws if neither the environment nor the user database has one. */
function homeFolder(): string | undefined {
  try {
    return homedir() || userInfo().homedir || undefined
  } catch {
    return undefined
  }
}
