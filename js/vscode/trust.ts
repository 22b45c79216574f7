/** Whether a window's workspace is the user's own. */
import { argument, flag, object } from '../model/arguments.ts'
import type { Trust } from '../model/types.ts'
import { member } from '../util/objects.ts'

/** Of `vscode.workspace`. */
export interface Workspace {
  readonly isTrusted: boolean
}

/**
 * What the workspace is at this moment, for the option `trust`. Trust can be granted while the
 * window is open: ask at each use, and keep no provider that was made before.
 *
 * @throws RolehopError `usage-invalid` for an object that does not say whether it is trusted
 */
export function trustOf(workspace: Workspace): Trust {
  const given = argument(object<object>, workspace, 'workspace')
  return argument(flag, member(given, 'isTrusted'), 'workspace.isTrusted') ? 'trusted' : 'untrusted'
}
