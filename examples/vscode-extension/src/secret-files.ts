/** A file system for the two files, which stores them in the extension's secret storage. */
import * as vscode from 'vscode'

const SCHEME = 'aws-profiles'

/** The URIs of the files. */
export const SECRET_FILES = {
  scheme: SCHEME,
  config: vscode.Uri.from({ scheme: SCHEME, path: '/.aws/config' }),
  credentials: vscode.Uri.from({ scheme: SCHEME, path: '/.aws/credentials' }),
} as const

/** Both files always exist; they are empty until the first save. */
export class SecretFiles implements vscode.FileSystemProvider {
  readonly #secrets: vscode.SecretStorage
  readonly #around: (write: () => Promise<void>) => Promise<void>
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>()
  readonly #times = new Map<string, number>()
  readonly onDidChangeFile = this.#changed.event

  /** @param around runs each write, with work before and after it */
  constructor(secrets: vscode.SecretStorage, around: (write: () => Promise<void>) => Promise<void>) {
    this.#secrets = secrets
    this.#around = around
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {})
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (uri.path === '/' || uri.path === '/.aws')
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 }
    const { length } = await this.readFile(uri)
    return { type: vscode.FileType.File, ctime: 0, mtime: this.#times.get(uri.path) ?? 0, size: length }
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const text = await this.#secrets.get(keyOf(uri))
    return new TextEncoder().encode(text ?? '')
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    await this.#around(async () => this.#secrets.store(keyOf(uri), new TextDecoder().decode(content)))
    this.#times.set(uri.path, Date.now())
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }])
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    if (uri.path === '/') return [['.aws', vscode.FileType.Directory]]
    return [
      ['config', vscode.FileType.File],
      ['credentials', vscode.FileType.File],
    ]
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri)
  }
}

function keyOf(uri: vscode.Uri): string {
  const file = (['config', 'credentials'] as const).find((name) => SECRET_FILES[name].path === uri.path)
  if (!file) throw vscode.FileSystemError.FileNotFound(uri)
  return `rolehop.${file}`
}
