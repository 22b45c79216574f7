/** Commands above the headers of profiles. */
import { toRange } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { read, SELECTOR } from './documents.ts'
import type { OwnFiles } from './own-files.ts'
import { Target } from './target.ts'

/** The commands, from the one without calls to the one whose result is a secret. */
const COMMANDS = [
  ['Explain the Chain', 'rolehop.explainChain'],
  ['Sign In', 'rolehop.signIn'],
  ['Who Am I', 'rolehop.whoAmI'],
  ['Copy Credentials As…', 'rolehop.copyCredentials'],
] as const

/** Provides the lenses of the user's two files: commands read these, not other documents. */
export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #own: OwnFiles
  readonly #changed = new vscode.EventEmitter<void>()
  readonly onDidChangeCodeLenses = this.#changed.event
  // Last: it reads what the lines above set up.
  readonly #registered = vscode.languages.registerCodeLensProvider(SELECTOR, this)

  constructor(own: OwnFiles) {
    this.#own = own
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!vscode.workspace.getConfiguration('rolehop').get<boolean>('codeLens', true)) return []
    const uris = Object.values(await this.#own.uris())
    if (!uris.some((uri) => uri.toString() === document.uri.toString())) return []
    const found = await read(document, this.#own)
    const sections = found?.config.sections(found.file) ?? []
    return sections.flatMap(({ profile, header }) => (profile === undefined ? [] : lensesOf(profile, header)))
  }

  refresh(): void {
    this.#changed.fire()
  }

  dispose(): void {
    this.#registered.dispose()
    this.#changed.dispose()
  }
}

function lensesOf(profile: string, header: Parameters<typeof toRange>[1]): vscode.CodeLens[] {
  const range = toRange(vscode, header)
  const target = new Target(profile)
  return COMMANDS.map(([title, command]) => new vscode.CodeLens(range, { title, command, arguments: [target] }))
}
