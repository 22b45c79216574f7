/** The capabilities of the editor. */
import type { ClientCapabilities } from 'vscode-languageserver/node'
import { MarkupKind } from './library.ts'

/** The capabilities of the client that change an answer. */
export interface Client {
  /** Whether hovers may be Markdown. */
  readonly markdown: boolean
  /** Whether completions may have placeholders. */
  readonly snippets: boolean
  /** Whether edits may name the version of their document. */
  readonly documentChanges: boolean
  /** Whether edits may create a file. */
  readonly creates: boolean
}

/** Reads the capabilities that the client sends. */
export function clientOf({ textDocument, workspace }: ClientCapabilities): Client {
  const { documentChanges = false, resourceOperations = [] } = workspace?.workspaceEdit ?? {}
  return {
    markdown: textDocument?.hover?.contentFormat?.includes(MarkupKind.Markdown) ?? false,
    snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
    documentChanges,
    creates: documentChanges && resourceOperations.includes('create'),
  }
}
