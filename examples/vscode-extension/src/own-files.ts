/** The user's two files. */
import { type PlanOptions, SharedConfig, type SharedFile } from 'rolehop/inline'
import type * as vscode from 'vscode'
import type { Home } from './home.ts'

/** The URI of each file. */
export type Uris = Partial<Record<SharedFile, vscode.Uri>>

/** Loads the files, and has their URIs. */
export class OwnFiles {
  readonly #home: Home

  constructor(home: Home) {
    this.#home = home
  }

  /** Loads the current files. @throws RolehopError */
  load(): Promise<SharedConfig> {
    return SharedConfig.load(this.#home.options())
  }

  /** The options to explain a chain: no program runs for it, so the files need no trust. */
  explaining(): PlanOptions {
    const { cache } = this.#home
    return { trust: 'trusted', ...(cache && { cache }) }
  }

  /** The options to check an open document, without the environment of this window. */
  explainingText(): PlanOptions {
    return { ...this.explaining(), env: {} }
  }

  /** The URIs of the files; none without a home folder. */
  async uris(): Promise<Uris> {
    const { paths } = await this.load()
    const found = Object.entries(paths).map(([file, path]) => [file, this.#home.uriOf(path)])
    return Object.fromEntries(found) as Uris
  }
}
