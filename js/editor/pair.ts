/** Which of the two files a document is, and which document is the other one. */
import type { SharedFile } from '../generated/types.ts'

/** The URIs of the user's two files, as far as they are known. */
export type FileUris = Readonly<Partial<Record<SharedFile, string>>>

/** The other file. */
export function otherFile(file: SharedFile): SharedFile {
  return file === 'config' ? 'credentials' : 'config'
}

/**
 * The URI of the file that is read together with a document: for one of the user's files the user's other
 * file, for a document with the name `config` or `credentials` the one beside it, otherwise none.
 *
 * @param uri the URI of the document
 * @param file which of the two files it is
 * @param own the user's own files
 */
export function pairedUri(uri: string, file: SharedFile, own: FileUris): string | undefined {
  if (own[file] === uri) return own[otherFile(file)]
  const folder = uri.slice(0, uri.lastIndexOf('/') + 1)
  return uri === `${folder}${file}` ? `${folder}${otherFile(file)}` : undefined
}
