/** The web's extension host: it has no home folder, so the two files are in the secret storage. */
import { type CacheStore, SharedConfig } from 'rolehop/inline'
import { fileHost, type SecretStore, secretStore } from 'rolehop/vscode'
import * as vscode from 'vscode'
import { accessKeysOf } from './access-keys.ts'
import { fileOf } from './documents.ts'
import { start } from './extension.ts'
import type { Home } from './home.ts'
import type { Uris } from './own-files.ts'
import { SECRET_FILES, SecretFiles } from './secret-files.ts'

export function activate(context: vscode.ExtensionContext): void {
  const home = new Web(context.secrets)
  context.subscriptions.push(vscode.workspace.registerFileSystemProvider(SECRET_FILES.scheme, home.files))
  void vscode.commands.executeCommand('setContext', 'rolehop.keepsFiles', true)
  start(context, home)
}

class Web implements Home {
  readonly isPage = true
  readonly files: SecretFiles
  readonly #sessions: SecretStore
  readonly #host = fileHost(vscode.workspace.fs, (path) => vscode.Uri.parse(path, true))

  constructor(secrets: vscode.SecretStorage) {
    this.#sessions = secretStore(secrets)
    this.files = new SecretFiles(secrets, (write) => this.#keepingSessions(write))
  }

  /** Sessions are stored by role, so a change of the access keys must remove them. */
  async #keepingSessions(write: () => Promise<void>): Promise<void> {
    const before = await this.#accessKeys()
    await write()
    if ((await this.#accessKeys()) !== before) await this.#sessions.clear()
  }

  async #accessKeys(): Promise<string> {
    const { config, credentials } = SECRET_FILES
    const bytes = await Promise.all([config, credentials].map((uri) => this.files.readFile(uri)))
    const [ofConfig = '', ofCredentials = ''] = bytes.map((them) => new TextDecoder().decode(them))
    try {
      const read = SharedConfig.parse({ config: ofConfig, credentials: ofCredentials })
      return accessKeysOf(read, read.profiles)
    } catch {
      // A text that cannot be parsed is compared unchanged.
      return JSON.stringify([ofConfig, ofCredentials])
    }
  }

  options() {
    const { config, credentials } = SECRET_FILES
    const paths = { configFilepath: config.toString(), filepath: credentials.toString() }
    return { ...paths, host: this.#host }
  }

  get cache(): CacheStore {
    return this.#sessions
  }

  uriOf(path: string): vscode.Uri {
    return vscode.Uri.parse(path, true)
  }

  /** The editor watches files on a disk only. */
  watch(_: Uris, changed: () => void): vscode.Disposable {
    return this.files.onDidChangeFile(changed)
  }

  async forget(): Promise<void> {
    await this.#sessions.clear()
  }

  async keep(document: vscode.TextDocument): Promise<void> {
    const file = fileOf(document)
    if (file) await vscode.workspace.fs.writeFile(SECRET_FILES[file], new TextEncoder().encode(document.getText()))
  }
}
