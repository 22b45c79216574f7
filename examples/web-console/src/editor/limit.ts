/** Rejects a text that is too long before it is processed. */
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** The maximum size of a text in bytes: 1 MiB. Real files have a hundredth of it. */
export const LIMIT = 1024 * 1024

/** Whether a text has more bytes than {@link LIMIT}. A character has one to three, so most are not counted. */
export function isTooLong(text: string): boolean {
  if (text.length > LIMIT) return true
  return text.length * 3 > LIMIT && new TextEncoder().encode(text).length > LIMIT
}

/** Rejects pastes, drops and other changes that make the text too long. */
export function limit(refused: () => void): Extension {
  const guard = (event: Event, data: DataTransfer | null) => {
    if (!data || data.getData('text/plain').length <= LIMIT) return false
    event.preventDefault()
    refused()
    return true
  }
  return [
    EditorView.domEventHandlers({
      paste: (event) => guard(event, event.clipboardData),
      drop: (event) => guard(event, event.dataTransfer),
    }),
    EditorState.changeFilter.of((transaction) => {
      const fits = !transaction.docChanged || fitsAfter(transaction.newDoc)
      if (!fits) refused()
      return fits
    }),
  ]
}

function fitsAfter(doc: EditorState['doc']): boolean {
  return doc.length * 3 <= LIMIT || (doc.length <= LIMIT && !isTooLong(doc.toString()))
}
