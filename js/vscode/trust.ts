/** Workspace trust. */
import { argument, flag, object } from '../model/arguments.ts'
import type { Trust } from '../model/types.ts'
import { member } from '../util/objects.ts'

/** The part of `vscode.workspace` that is used. */
export interface Workspace {
  readonly isTrusted: boolean
}

/**
 * Returns the current trust of the workspace, for the option `trust`. Trust can be granted while the window
 * is open: call this at each use, and do not keep providers that were created before.
 *
 * @throws RolehopError `usage-invalid` for an object without `isTrusted`
 */
export function trustOf(workspace: Workspace): Trust {
  const given = argument(object<object>, workspace, 'workspace')
  return argument(flag, member(given, 'isTrusted'), 'workspace.isTrusted') ? 'trusted' : 'untrusted'
}
