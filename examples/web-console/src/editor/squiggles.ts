/** The engine's diagnostics in an editor: squiggles, hovers and quick fixes. */
import { type Action, type Diagnostic as Squiggle, setDiagnostics } from '@codemirror/lint'
import type { Text } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import type { Diagnostic, Fix, SharedFile, SourceRange, TextEdit } from 'rolehop'

/** A range of a document. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** The range of a location in a document that may have changed since: 1-based lines and UTF-16 columns. */
export function stretch(doc: Text, { line, column, endLine, endColumn }: SourceRange): Stretch {
  const from = offset(doc, line, column)
  return { from, to: Math.max(from, offset(doc, endLine, endColumn)) }
}

function offset(doc: Text, line: number, column: number): number {
  if (line > doc.lines) return doc.length
  const { from, to } = doc.line(Math.max(line, 1))
  return Math.min(from + Math.max(column, 1) - 1, to)
}

/** The location of a diagnostic, if it is in a file. */
export function locationOf({ file, line, column, endLine, endColumn }: Diagnostic): SourceRange | undefined {
  if (file === undefined || line === undefined || column === undefined) return undefined
  return { file, line, column, endLine: endLine ?? line, endColumn: endColumn ?? column }
}

/** Shows the diagnostics of one file. */
export function showSquiggles(
  view: EditorView,
  file: SharedFile,
  found: readonly Diagnostic[],
  applyFix: (fix: Fix) => void,
): void {
  const squiggles = found.flatMap((diagnostic) => {
    const location = locationOf(diagnostic)
    return location?.file === file ? [squiggle(view.state.doc, location, diagnostic, applyFix)] : []
  })
  view.dispatch(setDiagnostics(view.state, squiggles))
}

function squiggle(doc: Text, location: SourceRange, diagnostic: Diagnostic, applyFix: (fix: Fix) => void): Squiggle {
  const { severity, message, help, code, fix } = diagnostic
  const actions: Action[] = fix ? [{ name: fix.title.replaceAll('`', ''), apply: () => applyFix(fix) }] : []
  return {
    ...stretch(doc, location),
    severity,
    // For screen readers, and for the editor's own panel.
    message: help === undefined ? message : `${message}: ${help}`,
    source: code,
    renderMessage: () => explanation(diagnostic),
    actions,
  }
}

/** Creates elements one by one: the text is never parsed as HTML. */
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

/** Applies all edits of one file at once. */
export function applyEdits(view: EditorView, file: SharedFile, edits: readonly TextEdit[]): void {
  const changes = edits
    .filter((edit) => edit.file === file)
    .map((edit) => ({ ...stretch(view.state.doc, edit), insert: edit.newText }))
  if (changes.length > 0) view.dispatch({ changes, userEvent: 'input.fix' })
}
