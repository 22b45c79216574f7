/** The libraries of the language server; the build bundles them into the file that `rolehop lsp` loads. */
export {
  CodeActionKind,
  CompletionItemKind,
  type Connection,
  createConnection,
  DiagnosticSeverity,
  InsertTextFormat,
  LSPErrorCodes,
  MarkupKind,
  ResponseError,
  SymbolKind,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node'
export { TextDocument } from 'vscode-languageserver-textdocument'
