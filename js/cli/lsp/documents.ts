/** The open documents that are one of the two files, each read together with the other file. */

import { fileURLToPath, pathToFileURL } from 'node:url'
import { type FileUris, otherFile, pairedUri } from '../../editor/pair.ts'
import type { Diagnostic, SharedFile } from '../../generated/types.ts'
import { SharedConfig } from '../../index.ts'
import { SHARED_FILES } from '../../model/shared-files.ts'
import { readFile } from '../../runtime/node/read-file.ts'
import { TextDocument, TextDocuments } from './library.ts'

/** The file of each language. */
const LANGUAGES: Readonly<Record<string, SharedFile>> = { 'aws-config': 'config', 'aws-credentials': 'credentials' }

/** The paths of AWS's own files. */
const PATHS: Readonly<Record<SharedFile, RegExp>> = {
  config: /\/[.]aws\/config$/,
  credentials: /\/[.]aws\/credentials$/,
}

/** The largest file that is read from the disk, in bytes. */
const MAX_FILE = 16 * 1024 * 1024

/** The options of plans and checks: for a terminal, whose environment is not that of the server; no program runs for them. */
export const EXPLAINING = { env: {}, target: 'terminal' } as const

/** One of the two files. */
export interface Half {
  /** The URI, as the editor writes it if the document is open. */
  readonly uri: string
  /** The text; `undefined` if the file does not exist or cannot be read. */
  readonly text: string | undefined
  /** The version of an open document. */
  readonly version: number | null
}

/** A document and its config. */
export interface Read {
  readonly file: SharedFile
  readonly document: TextDocument
  readonly config: SharedConfig
  /** The diagnostics of both files. */
  readonly found: () => readonly Diagnostic[]
  /** The document, and the other file if it has a place. */
  readonly halves: Readonly<Partial<Record<SharedFile, Half>>>
}

/** The open documents. */
export class Documents {
  readonly open = new TextDocuments({ create: created, update: TextDocument.update })
  readonly #own: FileUris
  #last: Parsed | undefined

  /** @param own the paths of the user's files */
  constructor(own: Readonly<Partial<Record<SharedFile, string>>>) {
    const uris = Object.entries(own).map(([file, path]) => [file, pathToFileURL(path).href])
    this.#own = Object.fromEntries(uris) as FileUris
  }

  /** Which of the two files a document is, by its language or its path. */
  fileOf({ languageId, uri }: TextDocument): SharedFile | undefined {
    const path = canonical(uri)
    const byPath = SHARED_FILES.find((file) => this.#own[file] === path || PATHS[file].test(path))
    return LANGUAGES[languageId] ?? byPath
  }

  /** Reads an open document and the other file: an open one from the editor, otherwise from the disk. */
  async read(uri: string): Promise<Read | undefined> {
    const document = this.open.get(uri)
    const file = document && this.fileOf(document)
    if (!file) return undefined
    const otherUri = pairedUri(canonical(uri), file, this.#own)
    const other = otherUri === undefined ? undefined : await this.#half(otherUri)
    const halves = { [file]: halfOf(document), ...(other && { [otherFile(file)]: other }) }
    const { config, found } = this.#parsed(halves.config?.text, halves.credentials?.text)
    return { file, document, config, found, halves }
  }

  async #half(uri: string): Promise<Half> {
    const open = this.open.all().find((document) => canonical(document.uri) === uri)
    return open ? halfOf(open) : { uri, text: await textOf(uri), version: null }
  }

  /** The texts are parsed and checked once until one of them changes. */
  #parsed(config: string | undefined, credentials: string | undefined): Parsed {
    const last = this.#last
    if (last && last.texts.config === config && last.texts.credentials === credentials) return last
    this.#last = new Parsed(config, credentials)
    return this.#last
  }
}

/** Two texts, and what is wrong with them. */
class Parsed {
  readonly texts: { readonly config: string | undefined; readonly credentials: string | undefined }
  readonly config: SharedConfig
  #found: readonly Diagnostic[] | undefined

  constructor(config: string | undefined, credentials: string | undefined) {
    this.texts = { config, credentials }
    this.config = SharedConfig.parse({
      ...(config !== undefined && { config }),
      ...(credentials !== undefined && { credentials }),
    })
  }

  readonly found = (): readonly Diagnostic[] => {
    this.#found ??= this.config.check(undefined, EXPLAINING)
    return this.#found
  }
}

/** @throws TypeError for a document that is not one of the protocol, which would fail each time it is read */
function created(...about: Parameters<typeof TextDocument.create>): TextDocument {
  const [uri, language, , text] = about
  for (const value of [uri, language, text])
    if (typeof value !== 'string') throw new TypeError('the URI, the language and the text of a document are strings')
  return TextDocument.create(...about)
}

function halfOf(document: TextDocument): Half {
  return { uri: document.uri, text: document.getText(), version: document.version }
}

/** A URI in Node's spelling: editors escape other characters. */
function canonical(uri: string): string {
  try {
    return pathToFileURL(fileURLToPath(uri)).href
  } catch {
    return uri
  }
}

/** The text of a file; `undefined` if it does not exist or cannot be read. */
async function textOf(uri: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(fileURLToPath(uri), { maxBytes: MAX_FILE })
    // Editors show no byte order mark either.
    return bytes && new TextDecoder().decode(bytes)
  } catch {
    return undefined
  }
}
