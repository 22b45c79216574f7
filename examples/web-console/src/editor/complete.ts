/** Completion, with the engine's proposals. */
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  type Completion as Option,
  pickedCompletion,
} from '@codemirror/autocomplete'
import type { EditorView } from '@codemirror/view'
import type { Completion, PartKind, Position } from 'rolehop'

/** Returns the proposals at a position, the most likely first. */
export type Ask = (position: Position) => Promise<readonly Completion[]>

/** While the typed text matches this, the list is only filtered. */
const GOES_ON: Readonly<Record<PartKind, RegExp>> = { section: /^\[[\w -]*$/, key: /^\w*$/, value: /^.*$/ }

/** Completion with the engine's proposals. */
export function completion(ask: Ask) {
  return autocompletion({ override: [(context) => complete(context, ask)], icons: false })
}

async function complete(context: CompletionContext, ask: Ask): Promise<CompletionResult | null> {
  const line = context.state.doc.lineAt(context.pos)
  const before = line.text.slice(0, context.pos - line.from)
  // On an empty line an unrequested list would be in the way.
  if (!context.explicit && before.trim() === '') return null
  const offered = await ask({ line: line.number, column: before.length + 1 })
  const [first] = offered
  if (!first || context.aborted) return null
  const { column, endColumn } = first.location
  return {
    from: line.from + column - 1,
    to: line.from + endColumn - 1,
    options: offered.map(option),
    validFor: GOES_ON[first.kind],
  }
}

function option({ kind, label, description, insert, placeholder }: Completion, at: number): Option {
  return {
    label,
    type: kind,
    sortText: String(at).padStart(4, '0'),
    apply: placeholder === undefined ? insert : typedOver(insert, placeholder),
    ...(description !== undefined && { detail: description.replaceAll('`', '') }),
  }
}

/** Inserts a text and selects its placeholder. Not a CodeMirror snippet: those use inline styles. */
function typedOver(insert: string, placeholder: string) {
  return (view: EditorView, picked: Option, from: number, to: number) => {
    const anchor = from + insert.indexOf(placeholder)
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor, head: anchor + placeholder.length },
      annotations: pickedCompletion.of(picked),
      userEvent: 'input.complete',
    })
  }
}
