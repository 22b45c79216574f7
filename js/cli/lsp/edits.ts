/** Edits of both files, as quick fixes and renaming make them. */
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/node'
import { otherFile } from '../../editor/pair.ts'
import type { TextEdit as EngineEdit, SharedFile } from '../../generated/types.ts'
import type { Client } from './client.ts'
import type { Half, Read } from './documents.ts'
import { toRange } from './ranges.ts'

/** Whether an edit can change a file: it exists, or the editor can create it. */
export function canEdit({ halves }: Read, client: Client, file: SharedFile): boolean {
  const half = halves[file]
  return half !== undefined && (half.text !== undefined || client.creates)
}

/** Converts edits of the engine. */
export function workspaceEdit(read: Read, edits: readonly EngineEdit[], client: Client): WorkspaceEdit {
  const changed = [read.file, otherFile(read.file)].flatMap((file) => {
    const half = read.halves[file]
    const own = edits.filter((edit) => edit.file === file)
    return half && own.length > 0 ? [{ half, edits: own.map((edit) => converted(edit, half)) }] : []
  })
  if (!client.documentChanges)
    return { changes: Object.fromEntries(changed.map(({ half, edits }) => [half.uri, edits])) }
  return {
    documentChanges: changed.flatMap(({ half: { uri, text, version }, edits }) => [
      ...(text === undefined ? [{ kind: 'create' as const, uri, options: { ignoreIfExists: true } }] : []),
      { textDocument: { uri, version }, edits },
    ]),
  }
}

function converted({ newText, ...place }: EngineEdit, { text = '' }: Half): TextEdit {
  return { range: toRange(place, text), newText }
}
