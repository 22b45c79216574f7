/** The desktop's extension host, and that of a server: Node, with a home folder and processes. */
import { watchFiles } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { start } from './extension.ts'
import type { Home } from './home.ts'
import type { Uris } from './own-files.ts'
import { Terminals } from './terminals.ts'

export function activate(context: vscode.ExtensionContext): void {
  start(context, new Desktop(new Terminals(context.environmentVariableCollection)))
}

class Desktop implements Home {
  readonly isPage = false
  readonly terminals: Terminals

  constructor(terminals: Terminals) {
    this.terminals = terminals
  }

  /** The settings have the scope `machine`: no workspace can choose a file. */
  options() {
    const settings = vscode.workspace.getConfiguration('rolehop')
    const config = settings.get<string>('configFile')
    const credentials = settings.get<string>('credentialsFile')
    return { ...(config && { configFilepath: config }), ...(credentials && { filepath: credentials }) }
  }

  uriOf(path: string): vscode.Uri {
    return vscode.Uri.file(path)
  }

  watch(uris: Uris, changed: () => void): vscode.Disposable {
    return vscode.Disposable.from(watchFiles(vscode, Object.values(uris), changed))
  }
}
