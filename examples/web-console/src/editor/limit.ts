/** A text that is too long is refused as it comes, before anything has looked at it. */
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** The longest text, in bytes: 1 MiB. Real files are a hundredth of it. */
export const LIMIT = 1024 * 1024

/** Whether a text has more bytes than {@link LIMIT}. A character has one to three, so most are not counted. */
export function isTooLong(text: string): boolean {
  if (text.length > LIMIT) return true
  return text.length * 3 > LIMIT && new TextEncoder().encode(text).length > LIMIT
}

/** Refuses pastes and drops that are too long, and whatever else would make the text so. */
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
