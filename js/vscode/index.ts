/**
 * Helpers for extensions of VS Code: what it has (input boxes, secrets, files, trust, squiggles) in the
 * shapes that rolehop takes and gives.
 *
 * They use what they are handed and nothing else: no `vscode` package, and no entry of rolehop, so
 * that the same helpers go with `rolehop/inline` in the desktop's extension host and in the web's.
 */
export { type FileSystem, fileHost } from './files.ts'
export {
  type CodeActionApi,
  type CompletionApi,
  type DiagnosticApi,
  fromPosition,
  type HoverApi,
  type RangeApi,
  toCodeActions,
  toCompletionItems,
  toDiagnostics,
  toHover,
  toRange,
} from './language.ts'
export { type InputWindow, mfaInputBox } from './mfa.ts'
export { type SecretStorage, type SecretStore, secretStore } from './secrets.ts'
export { trustOf, type Workspace } from './trust.ts'
export { type Disposable, type WatchApi, type Watcher, watchFiles } from './watch.ts'
