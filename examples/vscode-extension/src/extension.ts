/** The entry that both hosts share. */
import * as vscode from 'vscode'
import { ChainDocuments, chainLinks } from './chain.ts'
import { registerCommands } from './commands.ts'
import type { Home } from './home.ts'
import { registerLanguage } from './language.ts'
import { Lenses } from './lenses.ts'
import { OwnFiles } from './own-files.ts'
import { Session } from './session.ts'
import { Squiggles } from './squiggles.ts'
import { StatusBar } from './status-bar.ts'
import { ProfileTree } from './tree.ts'

/** Starts the extension; the context disposes of everything. */
export function start(context: vscode.ExtensionContext, home: Home): void {
  const own = new OwnFiles(home)
  const session = new Session(home, context.workspaceState)
  const chains = new ChainDocuments(own)
  const squiggles = new Squiggles(own)
  const lenses = new Lenses(own)
  const tree = new ProfileTree(own, session)
  context.subscriptions.push(session, chains, chainLinks(own), squiggles, lenses, tree, new StatusBar(session))
  registerLanguage(context, own)
  registerCommands(context, { home, own, session })
  const changed = () => {
    void session.reread()
    chains.refresh()
    squiggles.refresh()
    lenses.refresh()
    tree.refresh()
  }
  context.subscriptions.push(new Follower(home, own, changed))
  squiggles.refresh()
}

/** Watches the user's two files, at the paths of the settings. */
class Follower implements vscode.Disposable {
  readonly #home: Home
  readonly #own: OwnFiles
  readonly #changed: () => void
  readonly #settings: vscode.Disposable
  #watched: vscode.Disposable | undefined
  #ended = false

  constructor(home: Home, own: OwnFiles, changed: () => void) {
    this.#home = home
    this.#own = own
    this.#changed = changed
    this.#settings = vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('rolehop')) return
      changed()
      void this.#follow()
    })
    void this.#follow()
  }

  async #follow(): Promise<void> {
    // Files that cannot be read now may be readable later, and their paths are known.
    const uris = await this.#own.uris().catch(() => ({}))
    this.#watched?.dispose()
    this.#watched = this.#ended ? undefined : this.#home.watch(uris, this.#changed)
  }

  dispose(): void {
    this.#ended = true
    this.#settings.dispose()
    this.#watched?.dispose()
  }
}
