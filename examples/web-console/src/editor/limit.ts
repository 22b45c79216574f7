/** Rejects a text that is too long before it is processed. */
import { EditorState, type Extension, StateField, type Transaction } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** The maximum size of a text in bytes: 1 MiB. Real files have a hundredth of it. */
export const LIMIT = 1024 * 1024

/** Whether a text has more bytes than {@link LIMIT}. A character has one to three, so most are not counted. */
export function isTooLong(text: string): boolean {
  if (text.length > LIMIT) return true
  return text.length * 3 > LIMIT && bytes(text) > LIMIT
}

const bytes = (text: string) => new TextEncoder().encode(text).length

/** The size of the text in bytes. Only what a change adds and removes is counted, since each key is a change. */
const size = StateField.define<number>({
  create: ({ doc }) => bytes(doc.toString()),
  update: (_, transaction) => sizeAfter(transaction),
})

function sizeAfter({ startState, changes }: Transaction): number {
  let all = startState.field(size)
  changes.iterChanges((from, to, _from, _to, inserted) => {
    all += bytes(inserted.toString()) - bytes(startState.doc.sliceString(from, to))
  })
  return all
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
    size,
    EditorView.domEventHandlers({
      paste: (event) => guard(event, event.clipboardData),
      drop: (event) => guard(event, event.dataTransfer),
    }),
    EditorState.changeFilter.of((transaction) => {
      const fits = !transaction.docChanged || sizeAfter(transaction) <= LIMIT
      if (!fits) refused()
      return fits
    }),
  ]
}
