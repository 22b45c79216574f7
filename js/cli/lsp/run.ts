/** The language server: a connection on standard input and output, and its requests. */
import { unwatchFile, watchFile } from 'node:fs'
import type { CancellationToken, InitializeResult, Message } from 'vscode-languageserver/node'
import { EXIT_CODES } from '../../generated/exit-codes.ts'
import { isRolehopError } from '../../index.ts'
import type { Context } from '../context.ts'
import { version } from '../engine.ts'
import { report } from '../io/report.ts'
import { type Client, clientOf } from './client.ts'
import { Documents, type Read } from './documents.ts'
import * as features from './features.ts'
import { Input } from './input.ts'
import {
  CodeActionKind,
  type Connection,
  createConnection,
  ErrorCodes,
  LSPErrorCodes,
  ResponseError,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from './library.ts'
import { Publisher } from './publisher.ts'

/** The interval in which the user's files are looked at, in milliseconds. */
const WATCH_INTERVAL = 1000

/** Serves until the editor ends the connection, which ends the process. */
export function runLsp(context: Context): Promise<number> {
  const { config, credentials } = context.locate()
  const own = { ...(config !== undefined && { config }), ...(credentials !== undefined && { credentials }) }
  const writer = new StreamMessageWriter(process.stdout)
  const input = new Input(process.stdin, writer)
  const connection = createConnection(input, writer, IN_ORDER)
  connection.onExit(() => {
    if (input.failure !== undefined) process.exit(report(input.failure, context))
  })
  const documents = new Documents(own)
  const publisher = new Publisher(connection, documents)
  answer(connection, documents)
  documents.open.onDidChangeContent(() => publisher.refresh())
  documents.open.onDidClose(({ document }) => publisher.clear(document.uri))
  documents.open.listen(connection)
  connection.listen()
  const paths = Object.values(own)
  for (const path of paths) watchFile(path, { interval: WATCH_INTERVAL, persistent: false }, () => publisher.refresh())
  const { signal } = context.run
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      for (const path of paths) unwatchFile(path)
      resolve(EXIT_CODES.aborted)
    })
  })
}

/** Requests are handled in order, so that each is about the text at its time, and the end is after all of them. */
const IN_ORDER = { connectionStrategy: { cancelUndispatched }, maxParallelism: 1 }

/** A request that is canceled before its turn is not answered. */
function cancelUndispatched(message: Message) {
  if (!('id' in message)) return undefined
  const error = { code: LSPErrorCodes.RequestCancelled, message: 'canceled' }
  return { jsonrpc: message.jsonrpc, id: message.id as number, error }
}

const INITIALIZED = (): InitializeResult => ({
  serverInfo: { name: 'rolehop', version: version() },
  capabilities: {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
    completionProvider: { triggerCharacters: ['[', '=', ' '] },
    hoverProvider: true,
    definitionProvider: true,
    referencesProvider: true,
    renameProvider: { prepareProvider: true },
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    semanticTokensProvider: { legend: features.LEGEND, full: true },
  },
})

/** Registers the requests. */
function answer(connection: Connection, documents: Documents): void {
  let client: Client = clientOf({})
  /** Reads the document of a request and answers; a document that is not one of the two files has no answer. */
  const about =
    <P extends { textDocument: { uri: string } }, R>(respond: (read: Read, params: P, client: Client) => R) =>
    async (params: P, token: CancellationToken): Promise<R | null | ResponseError<void>> => {
      if (typeof params.textDocument?.uri !== 'string')
        return new ResponseError(ErrorCodes.InvalidParams, '`textDocument.uri` must be a string')
      const read = await documents.read(params.textDocument.uri)
      if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'canceled')
      return read ? responded(() => respond(read, params, client)) : null
    }
  connection.onInitialize(({ capabilities }) => {
    client = clientOf(capabilities)
    return INITIALIZED()
  })
  connection.onCodeAction(about(features.codeActions))
  connection.onCompletion(about((read, { position }, client) => features.completions(read, position, client)))
  connection.onHover(about((read, { position }, client) => features.hover(read, position, client)))
  connection.onDefinition(about((read, { position }) => features.definition(read, position)))
  connection.onReferences(about(features.references))
  connection.onPrepareRename(about((read, { position }) => features.prepareRename(read, position)))
  connection.onRenameRequest(about(features.rename))
  connection.onDocumentSymbol(about(features.documentSymbols))
  connection.onFoldingRanges(about(features.foldingRanges))
  connection.languages.semanticTokens.on(async (params, token) => {
    const tokens = await about(features.semanticTokens)(params, token)
    return tokens ?? { data: [] }
  })
}

/** The response, or what the editor shows to the user. */
function responded<R>(respond: () => R): R | ResponseError<void> {
  try {
    return respond()
  } catch (error) {
    if (!isRolehopError(error)) throw error
    const message = [error.message, error.help].filter(Boolean).join('; ')
    return new ResponseError(LSPErrorCodes.RequestFailed, message)
  }
}
