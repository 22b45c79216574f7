/** Open documents of the two languages, each read together with the other file. */
import { SharedConfig, type SharedFile } from 'rolehop/inline'
import { type FileUris, pairedUri } from 'rolehop/vscode'
import * as vscode from 'vscode'
import type { OwnFiles, Uris } from './own-files.ts'

/** The file of each language. */
const LANGUAGES: Readonly<Record<string, SharedFile>> = { 'aws-config': 'config', 'aws-credentials': 'credentials' }

/** Both languages, for registrations. */
export const SELECTOR: vscode.DocumentSelector = Object.keys(LANGUAGES).map((language) => ({ language }))

/** The file that a document is, regardless of its name. */
export function fileOf(document: vscode.TextDocument): SharedFile | undefined {
  return LANGUAGES[document.languageId]
}

/** A document and its config. */
export interface Read {
  readonly file: SharedFile
  readonly config: SharedConfig
  readonly uris: Uris
}

/**
 * Reads a document and the other file from the editor: for one of the user's files the user's other
 * file, for a file `config` or `credentials` the one beside it, else none.
 */
export async function read(document: vscode.TextDocument, own: OwnFiles): Promise<Read | undefined> {
  const file = fileOf(document)
  if (!file) return undefined
  const text = document.getText()
  const other = file === 'config' ? 'credentials' : 'config'
  const uri = await otherUri(document.uri, file, own)
  const otherText = uri && (await textOf(uri))
  const config = SharedConfig.parse({ [file]: text, ...(otherText !== undefined && { [other]: otherText }) })
  return { file, config, uris: { [file]: document.uri, ...(uri && { [other]: uri }) } }
}

async function otherUri(uri: vscode.Uri, file: SharedFile, own: OwnFiles): Promise<vscode.Uri | undefined> {
  const uris = Object.entries(await own.uris().catch((): Uris => ({})))
  const texts = Object.fromEntries(uris.map(([name, own]) => [name, `${own}`])) as FileUris
  const other = pairedUri(`${uri}`, file, texts)
  return other === undefined ? undefined : vscode.Uri.parse(other, true)
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())
  if (open) return open.getText()
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
  } catch {
    return undefined
  }
}
