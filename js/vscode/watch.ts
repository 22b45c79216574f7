/** Watches files inside and outside the workspace. */
import { argument, func, list, object } from '../model/arguments.ts'

/** As `vscode.Disposable`. */
export interface Disposable {
  dispose(): unknown
}

/** The part of `vscode.FileSystemWatcher` that is used. */
export interface Watcher extends Disposable {
  onDidChange(listener: () => void): Disposable
  onDidCreate(listener: () => void): Disposable
  onDidDelete(listener: () => void): Disposable
}

/** The part of `vscode` that is used, with its `Uri` and `RelativePattern`. */
export interface WatchApi<Uri, Pattern> {
  readonly Uri: { joinPath(base: Uri, ...segments: string[]): Uri }
  readonly RelativePattern: new (base: Uri, pattern: string) => Pattern
  readonly workspace: { createFileSystemWatcher(pattern: Pattern): Watcher }
}

/**
 * Calls back when one of the files is changed, created or deleted, also outside the workspace. Load the
 * config again then.
 *
 * @returns an object that stops watching
 * @throws RolehopError `usage-invalid` for files that are not a list, or a callback that is not a function
 */
export function watchFiles<Uri extends { readonly path: string }, Pattern>(
  vscode: WatchApi<Uri, Pattern>,
  files: readonly Uri[],
  changed: () => void,
): Disposable {
  argument(list(object), files, 'files')
  argument(func, changed, 'changed')
  const watchers = files.map((file) => {
    const folder = vscode.Uri.joinPath(file, '..')
    const name = file.path.slice(file.path.lastIndexOf('/') + 1)
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, literal(name)))
    watcher.onDidChange(changed)
    watcher.onDidCreate(changed)
    watcher.onDidDelete(changed)
    return watcher
  })
  return {
    dispose: () => {
      for (const watcher of watchers) watcher.dispose()
    },
  }
}

/** A glob pattern that matches only this file name. */
function literal(name: string): string {
  return name.replaceAll(/[*?{}[\]]/g, (special) => `[${special}]`)
}
