/** Diagnostics of every open document of the two languages. */
import { toDiagnostics } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { fileOf, read } from './documents.ts'
import type { OwnFiles } from './own-files.ts'

/** The pause in typing before a check, in milliseconds. */
const PAUSE = 150

/** Updates the squiggles after changes. */
export class Squiggles implements vscode.Disposable {
  readonly #own: OwnFiles
  readonly #found = vscode.languages.createDiagnosticCollection('aws-profiles')
  readonly #listeners: vscode.Disposable[]
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(own: OwnFiles) {
    this.#own = own
    this.#listeners = [
      vscode.workspace.onDidOpenTextDocument((document) => fileOf(document) && this.refresh()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => fileOf(document) && this.refresh()),
      // A change of the language also closes the document.
      vscode.workspace.onDidCloseTextDocument((document) => this.#found.delete(document.uri)),
    ]
  }

  /** Checks again when typing pauses: a change of one file can fix or cause an error in the other. */
  refresh(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      for (const document of vscode.workspace.textDocuments) void this.#check(document)
    }, PAUSE)
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const { version } = document
    const found = await read(document, this.#own)
    if (!found || document.isClosed || document.version !== version) return
    const diagnostics = found.config.check(undefined, this.#own.explainingText())
    this.#found.set(document.uri, toDiagnostics(vscode, diagnostics, found.file))
  }

  dispose(): void {
    clearTimeout(this.#timer)
    for (const one of [this.#found, ...this.#listeners]) one.dispose()
  }
}
