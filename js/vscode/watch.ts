/** Noticing that files change, wherever they are. */
import { argument, func, list, object } from '../model/arguments.ts'

/** Something to be ended. */
export interface Disposable {
  dispose(): unknown
}

/** Of a `vscode.FileSystemWatcher`. */
export interface Watcher extends Disposable {
  onDidChange(listener: () => void): Disposable
  onDidCreate(listener: () => void): Disposable
  onDidDelete(listener: () => void): Disposable
}

/** Of `vscode`, with its `Uri` and `RelativePattern`. */
export interface WatchApi<Uri, Pattern> {
  readonly Uri: { joinPath(base: Uri, ...segments: string[]): Uri }
  readonly RelativePattern: new (base: Uri, pattern: string) => Pattern
  readonly workspace: { createFileSystemWatcher(pattern: Pattern): Watcher }
}

/**
 * Calls back when one of the files changes, appears or goes, outside of the workspace too. What was
 * read before is then to be read again.
 *
 * @returns what ends it
 * @throws RolehopError `usage-invalid` for files that are no list, or a callback that is no function
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

/** A name as a pattern that fits nothing else. */
function literal(name: string): string {
  return name.replaceAll(/[*?{}[\]]/g, (special) => `[${special}]`)
}
