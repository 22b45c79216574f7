/** The desktop's extension host, and that of a server: Node, with a home folder and processes. */
import { watchFiles } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { start } from './extension.ts'
import type { Home } from './home.ts'
import type { Uris } from './own-files.ts'

export function activate(context: vscode.ExtensionContext): void {
  start(context, new Desktop(context.environmentVariableCollection))
}

class Desktop implements Home {
  readonly isPage = false
  readonly #environment: vscode.GlobalEnvironmentVariableCollection

  constructor(environment: vscode.GlobalEnvironmentVariableCollection) {
    this.#environment = environment
    // Persisted variables would put secrets into terminals of later windows.
    environment.persistent = false
    environment.clear()
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

  terminals(variables: Readonly<Record<string, string>> | undefined): void {
    this.#environment.clear()
    if (!variables || !vscode.workspace.getConfiguration('rolehop').get<boolean>('terminals', true)) return
    this.#environment.description = 'Credentials of the selected AWS profile'
    for (const [name, value] of Object.entries(variables)) this.#environment.replace(name, value)
  }
}
