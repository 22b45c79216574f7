/** Sends the diagnostics of the open documents. */
import { setImmediate } from 'node:timers/promises'
import type { Documents } from './documents.ts'
import { diagnostics } from './features.ts'
import type { Connection } from './library.ts'

/** The pause in typing before a check, in milliseconds. */
const PAUSE = 150

/** Sends diagnostics after changes. */
export class Publisher {
  readonly #connection: Connection
  readonly #documents: Documents
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(connection: Connection, documents: Documents) {
    this.#connection = connection
    this.#documents = documents
  }

  /** Checks again when typing pauses: a change of one file can fix or cause an error in the other. */
  refresh(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#publish(), PAUSE)
  }

  async #publish(): Promise<void> {
    for (const { uri, version } of this.#documents.open.all()) {
      const read = await this.#documents.read(uri)
      if (read?.document.version === version)
        await this.#connection.sendDiagnostics({ uri, version, diagnostics: diagnostics(read) })
      // Requests that came in the meantime are answered before the next check.
      await setImmediate()
    }
  }

  /** Removes the diagnostics of a document that is no longer open. */
  clear(uri: string): void {
    void this.#connection.sendDiagnostics({ uri, diagnostics: [] })
  }
}
