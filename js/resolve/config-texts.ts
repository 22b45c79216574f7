/** The content of a config: two files and edits. */
import { type Disposable, trackForDisposal } from '../util/disposal.ts'
import { omitUndefined } from '../util/objects.ts'
import type { ConfigBytes } from './config-internals.ts'
import type { Edit } from './edits.ts'

/** The files as they were read, and the edits since then. A plan keeps those that it was made from, also after a save. */
export class ConfigTexts implements Disposable {
  #bytes: ConfigBytes
  /** Oldest first; the list only grows. */
  readonly edits: Edit[]
  /** The edits that the files have, or that later ones replace there. */
  readonly #written = new Set<Edit>()

  constructor(bytes: ConfigBytes, edits: Edit[] = []) {
    this.#bytes = bytes
    this.edits = edits
    trackForDisposal(this)
  }

  /** The content of the files, without the edits; another object after `dispose()`. */
  get bytes(): ConfigBytes {
    return this.#bytes
  }

  /** The edits that are to be saved. */
  get unsaved(): Edit[] {
    return this.edits.filter((edit) => !this.#written.has(edit))
  }

  /** Notes that these edits need not be saved, although others must. */
  written(edits: readonly Edit[]): void {
    for (const edit of edits) this.#written.add(edit)
  }

  /** The texts after a save: the content of the files, and the edits that it did not include. */
  saved(bytes: ConfigBytes, included: readonly Edit[]): ConfigTexts {
    const done = new Set(included)
    return new ConfigTexts(
      bytes,
      this.unsaved.filter((edit) => !done.has(edit)),
    )
  }

  /** Overwrites the files in memory, and drops the edits. */
  dispose(): void {
    for (const bytes of Object.values(this.#bytes)) bytes?.fill(0)
    this.#bytes = omitUndefined<ConfigBytes>({})
    this.edits.length = 0
    this.#written.clear()
  }
}
