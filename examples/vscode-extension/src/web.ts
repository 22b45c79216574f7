/** The web's extension host: no home folder, so the two files are kept in the secret storage. */
import { fileHost, type SecretStore, secretStore } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { fileOf } from './documents.ts'
import { start } from './extension.ts'
import type { Home } from './home.ts'
import { SECRET_FILES, SecretFiles } from './secret-files.ts'

export function activate(context: vscode.ExtensionContext): void {
  const files = new SecretFiles(context.secrets)
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider(SECRET_FILES.scheme, files))
  void vscode.commands.executeCommand('setContext', 'rolehop.keepsFiles', true)
  start(context, new Web(context.secrets))
}

class Web implements Home {
  readonly #sessions: SecretStore
  readonly #host = fileHost(vscode.workspace.fs, (path) => vscode.Uri.parse(path, true))

  constructor(secrets: vscode.SecretStorage) {
    this.#sessions = secretStore(secrets)
  }

  options() {
    const { config, credentials } = SECRET_FILES
    const paths = { configFilepath: config.toString(), filepath: credentials.toString() }
    return { ...paths, host: this.#host, cache: this.#sessions }
  }

  uriOf(path: string): vscode.Uri {
    return vscode.Uri.parse(path, true)
  }

  async forget(): Promise<void> {
    await this.#sessions.clear()
  }

  async keep(document: vscode.TextDocument): Promise<void> {
    const file = fileOf(document)
    if (file) await vscode.workspace.fs.writeFile(SECRET_FILES[file], new TextEncoder().encode(document.getText()))
  }
}
