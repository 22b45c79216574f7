/** Whether a window's workspace is the user's own. */
import type { Trust } from '../types.ts'

/** Of `vscode.workspace`. */
export interface Workspace {
  readonly isTrusted: boolean
}

/**
 * What the workspace is at this moment, for the option `trust`. Trust can be granted while the
 * window is open: ask at each use, and keep no provider that was made before.
 */
export function trustOf(workspace: Workspace): Trust {
  return workspace.isTrusted ? 'trusted' : 'untrusted'
}
