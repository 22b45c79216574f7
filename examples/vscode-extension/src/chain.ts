/** Chains as read-only documents. */
import { isRolehopError, type SharedFile } from 'rolehop/inline'
import * as vscode from 'vscode'
import type { OwnFiles } from './own-files.ts'

const SCHEME = 'aws-chain'

/** The document that explains a profile. */
export function chainUri(profile: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${profile}` })
}

/** Provides a document for each requested profile, and updates it when the files change. */
export class ChainDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #own: OwnFiles
  readonly #changed = new vscode.EventEmitter<vscode.Uri>()
  readonly onDidChange = this.#changed.event
  // Last: it reads what the lines above set up.
  readonly #registered = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this)

  constructor(own: OwnFiles) {
    this.#own = own
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const profile = uri.path.slice(1)
    try {
      return `${(await this.#own.load()).plan(profile, this.#own.explaining())}`
    } catch (error) {
      return explain(error)
    }
  }

  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) this.#changed.fire(uri)
  }

  dispose(): void {
    this.#registered.dispose()
    this.#changed.dispose()
  }
}

/** A place in one of the files, as chains name it: `config:6`. */
const PLACE = /(?<= )(config|credentials):(\d+)\b/g

/** Makes the places in chains links to the lines of the files. */
export function chainLinks(own: OwnFiles): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(
    { scheme: SCHEME },
    {
      async provideDocumentLinks(document) {
        const uris = await own.uris()
        return [...document.getText().matchAll(PLACE)].flatMap(({ 0: place, 1: file, 2: line, index }) => {
          const uri = uris[file as SharedFile]
          const range = new vscode.Range(document.positionAt(index), document.positionAt(index + place.length))
          return uri ? [new vscode.DocumentLink(range, uri.with({ fragment: `L${line}` }))] : []
        })
      },
    },
  )
}

/** All errors of a chain, with their locations. */
function explain(error: unknown): string {
  if (!isRolehopError(error)) return String(error)
  const found = error.diagnostics.map(({ severity, code, message, file, line, help }) => {
    const place = file === undefined ? '' : `\n  at ${file}:${line}`
    return `${severity}[${code}]: ${message}${place}${help === undefined ? '' : `\n  ${help}`}`
  })
  return `${found.join('\n\n')}\n`
}
