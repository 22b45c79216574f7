/**
 * Secrets that are in the text but not on the screen: their place in the document is drawn as dots,
 * so that no element of the page holds them.
 */
import { Compartment, type Extension, type Line, type Range, type Text } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from '@codemirror/view'

/** A line that sets a secret, whatever else may be wrong with it. */
const SECRET_LINE = /^(\s*(?:aws_secret_access_key|aws_session_token|aws_security_token)\s*(?:[=:]\s*|\s|$))(.*)$/i

/** How far back the start of an indented block is looked for. */
const MOST_LINES_OF_A_BLOCK = 200

class Dots extends WidgetType {
  override eq(): boolean {
    return true
  }

  override toDOM(): HTMLElement {
    const dots = document.createElement('span')
    dots.className = 'cm-secret'
    dots.textContent = '••••••••••••'
    dots.setAttribute('role', 'img')
    dots.setAttribute('aria-label', 'hidden secret')
    return dots
  }
}

const hidden = Decoration.replace({ widget: new Dots() })

/** The secret on a line: from where to the line's end. */
function secretStart(doc: Text, line: Line): number | undefined {
  const match = SECRET_LINE.exec(line.text)
  if (match) return match[2] ? line.from + (match[1]?.length ?? 0) : undefined
  if (!/^\s+\S/.test(line.text)) return undefined
  // An indented line goes on with the value of the line that its block began with.
  return SECRET_LINE.test(blockStart(doc, line).text) ? line.from : undefined
}

function blockStart(doc: Text, line: Line): Line {
  let start = line
  for (let steps = 0; /^\s/.test(start.text) && start.number > 1 && steps < MOST_LINES_OF_A_BLOCK; steps += 1) {
    start = doc.line(start.number - 1)
  }
  return start
}

function decorate({ state, visibleRanges }: EditorView): DecorationSet {
  const found: Range<Decoration>[] = []
  for (const { from, to } of visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = state.doc.lineAt(at)
      const start = secretStart(state.doc, line)
      if (start !== undefined && start < line.to) found.push(hidden.range(start, line.to))
      at = line.to + 1
    }
  }
  return Decoration.set(found, true)
}

const masking = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet
    constructor(view: EditorView) {
      this.decorations = decorate(view)
    }
    update({ docChanged, viewportChanged, view }: ViewUpdate): void {
      if (docChanged || viewportChanged) this.decorations = decorate(view)
    }
  },
  {
    decorations: (plugin) => plugin.decorations,
    // The cursor goes over a secret as over one character, so that it can be deleted as a whole.
    provide: (plugin) => EditorView.atomicRanges.of((view) => view.plugin(plugin)?.decorations ?? Decoration.none),
  },
)

/** What is copied or dragged out of an editor with hidden secrets has none either. */
const withoutSecrets = EditorView.clipboardOutputFilter.of((text) =>
  text
    .split('\n')
    .map((line) => line.replace(SECRET_LINE, (_, start: string, secret: string) => start + (secret && '••••')))
    .join('\n'),
)

const switchable = new Compartment()

/** Hides secrets until {@link showSecrets}. */
export const secrets: Extension = switchable.of([masking, withoutSecrets])

/** Shows or hides the secrets of an editor. */
export function showSecrets(view: EditorView, show: boolean): void {
  view.dispatch({ effects: switchable.reconfigure(show ? [] : [masking, withoutSecrets]) })
}
