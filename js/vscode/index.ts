/**
 * Adapters for VS Code extensions: input boxes, secret storage, files, workspace trust and diagnostics.
 *
 * They use only what is passed to them: neither the `vscode` package nor an entry point of rolehop, so
 * that they work with `rolehop/inline` in the desktop and in the web extension host.
 */
export { type FileUris, pairedUri } from '../editor/pair.ts'
export type { LineRange } from '../editor/shown.ts'
export { type FileSystem, fileHost } from './files.ts'
export {
  type CodeActionApi,
  type CompletionApi,
  type DiagnosticApi,
  type EditApi,
  fromPosition,
  type HoverApi,
  type RangeApi,
  toCodeActions,
  toCompletionItems,
  toDiagnostics,
  toHover,
  toRange,
  toWorkspaceEdit,
} from './language.ts'
export { type InputWindow, mfaInputBox } from './mfa.ts'
export { type SecretStorage, type SecretStore, secretStore } from './secrets.ts'
export { trustOf, type Workspace } from './trust.ts'
export { type Disposable, type WatchApi, type Watcher, watchFiles } from './watch.ts'
