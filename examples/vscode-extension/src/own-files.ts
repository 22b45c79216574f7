/** The user's own two files. */
import { type PlanOptions, SharedConfig, type SharedFile } from 'rolehop/inline'
import type * as vscode from 'vscode'
import type { Home } from './home.ts'

/** Where each of the two files is. */
export type Uris = Partial<Record<SharedFile, vscode.Uri>>

/** Loads them, and knows where they are. */
export class OwnFiles {
  readonly #home: Home

  constructor(home: Home) {
    this.#home = home
  }

  /** As they are now. @throws RolehopError */
  load(): Promise<SharedConfig> {
    return SharedConfig.load(this.#home.options())
  }

  /** How a chain is explained: nothing is run for it, so that it does not matter who wrote the files. */
  explaining(): PlanOptions {
    const { cache } = this.#home
    return { trust: 'trusted', ...(cache && { cache }) }
  }

  /** How an open document is: by itself, whatever the environment of this window is. */
  explainingText(): PlanOptions {
    return { ...this.explaining(), env: {} }
  }

  /** Where they are; nowhere on a machine without a home folder. */
  async uris(): Promise<Uris> {
    const { paths } = await this.load()
    const found = Object.entries(paths).map(([file, path]) => [file, this.#home.uriOf(path)])
    return Object.fromEntries(found) as Uris
  }
}
