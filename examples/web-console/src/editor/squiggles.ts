/** The engine's findings in an editor: underlined, explained under the pointer, mended by a click. */
import { type Action, type Diagnostic as Squiggle, setDiagnostics } from '@codemirror/lint'
import type { Text } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { Diagnostic, Fix, SharedFile, SourceRange, TextEdit } from 'rolehop'

/** A stretch of a document. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** Where a place of the engine's is in a document that may have changed since: 1-based lines and UTF-16 columns. */
export function stretch(doc: Text, { line, column, endLine, endColumn }: SourceRange): Stretch {
  const from = offset(doc, line, column)
  return { from, to: Math.max(from, offset(doc, endLine, endColumn)) }
}

function offset(doc: Text, line: number, column: number): number {
  if (line > doc.lines) return doc.length
  const { from, to } = doc.line(Math.max(line, 1))
  return Math.min(from + Math.max(column, 1) - 1, to)
}

/** Where a finding is, if it is in a file. */
export function locationOf({ file, line, column, endLine, endColumn }: Diagnostic): SourceRange | undefined {
  if (file === undefined || line === undefined || column === undefined) return undefined
  return { file, line, column, endLine: endLine ?? line, endColumn: endColumn ?? column }
}

/** Shows the findings of one file. */
export function showSquiggles(
  view: EditorView,
  file: SharedFile,
  found: readonly Diagnostic[],
  mend: (fix: Fix) => void,
): void {
  const squiggles = found.flatMap((diagnostic) => {
    const location = locationOf(diagnostic)
    return location?.file === file ? [squiggle(view.state.doc, location, diagnostic, mend)] : []
  })
  view.dispatch(setDiagnostics(view.state, squiggles))
}

function squiggle(doc: Text, location: SourceRange, diagnostic: Diagnostic, mend: (fix: Fix) => void): Squiggle {
  const { severity, message, help, code, fix } = diagnostic
  const actions: Action[] = fix ? [{ name: fix.title.replaceAll('`', ''), apply: () => mend(fix) }] : []
  return {
    ...stretch(doc, location),
    severity,
    // Read out by screen readers, and what the list of the editor's own panel shows.
    message: help === undefined ? message : `${message}: ${help}`,
    source: code,
    renderMessage: () => explanation(diagnostic),
    actions,
  }
}

/** Elements made one by one: the words are never read as HTML. */
function explanation({ message, help }: Diagnostic): HTMLElement {
  const all = document.createElement('div')
  all.append(paragraph('cm-finding', message))
  if (help !== undefined) all.append(paragraph('cm-help', help))
  return all
}

function paragraph(className: string, text: string): HTMLElement {
  const element = document.createElement('div')
  element.className = className
  for (const [index, part] of text.split('`').entries()) {
    const piece = document.createElement(index % 2 === 1 ? 'code' : 'span')
    piece.textContent = part
    element.append(piece)
  }
  return element
}

/** Makes the edits of one file, all of them at once. */
export function applyEdits(view: EditorView, file: SharedFile, edits: readonly TextEdit[]): void {
  const changes = edits
    .filter((edit) => edit.file === file)
    .map((edit) => ({ ...stretch(view.state.doc, edit), insert: edit.newText }))
  if (changes.length > 0) view.dispatch({ changes, userEvent: 'input.fix' })
}
