/** What both hosts start. */
import { watchFiles } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { ChainDocuments } from './chain.ts'
import { registerCommands } from './commands.ts'
import type { Home } from './home.ts'
import { registerLanguage } from './language.ts'
import { OwnFiles } from './own-files.ts'
import { Session } from './session.ts'
import { Squiggles } from './squiggles.ts'
import { StatusBar } from './status-bar.ts'

/** Starts the extension; everything ends with the context. */
export function start(context: vscode.ExtensionContext, home: Home): void {
  const own = new OwnFiles(home)
  const session = new Session(home, context.workspaceState)
  const chains = new ChainDocuments(own)
  const squiggles = new Squiggles(own)
  context.subscriptions.push(session, chains, squiggles, new StatusBar(session))
  registerLanguage(context, own)
  registerCommands(context, { home, own, session })
  void own.uris().then((uris) => {
    const changed = () => {
      session.configChanged()
      chains.refresh()
      squiggles.refresh()
    }
    context.subscriptions.push(
      watchFiles(vscode, Object.values(uris), changed),
      // Files that are on no disk are saved, but not watched.
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (Object.values(uris).some((uri) => uri.toString() === document.uri.toString())) changed()
      }),
    )
    squiggles.refresh()
  })
}
