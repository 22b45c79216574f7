/**
 * Hides secrets: they are in the document but drawn as dots, so that no element of the page contains
 * them. The engine finds them; inserted text is hidden until it has. Copying copies the original text,
 * since pasted dots would overwrite the secret.
 */
import {
  type ChangeDesc,
  ChangeSet,
  Compartment,
  type EditorState,
  type Extension,
  type Range,
  StateEffect,
  StateField,
  type Text,
  type Transaction,
} from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate, WidgetType } from '@codemirror/view'
import type { TextRange } from 'rolehop'
import type { Stretch } from './squiggles.ts'

/** Finds the secrets in a text. Without a result, hidden text stays hidden. */
export type FindSecrets = (text: string) => Promise<readonly TextRange[] | undefined>

/** Insertions of at least this length are hidden until the engine has checked them: they are pastes, not typing. */
const PUT_IN = 8

/**
 * Whether a transaction may insert secrets. A completion does not: the engine offered its text, and
 * dots over it would keep the next keys from replacing the placeholder that it selects.
 */
const mayInsertSecrets = (transaction: Transaction) => !transaction.isUserEvent('input.complete')

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

/** Text typed at the end of a secret belongs to it; at its start, the cursor would be inside it. */
const hidden = Decoration.replace({ widget: new Dots(), inclusiveStart: false, inclusiveEnd: true })

/** The secrets to hide in a range of the text, by the engine's result; `changed` is a part that it does not apply to. */
const secretsFound = StateEffect.define<
  Stretch & { readonly found: readonly Stretch[]; readonly changed: Stretch | undefined }
>()

/** A range of the document without its line breaks. */
function hide(doc: Text, from: number, to: number): Range<Decoration>[] {
  const found: Range<Decoration>[] = []
  for (let at = from; at <= to; ) {
    const line = doc.lineAt(at)
    const [start, end] = [Math.max(line.from, from), Math.min(line.to, to)]
    if (start < end) found.push(hidden.range(start, end))
    at = line.to + 1
  }
  return found
}

const masked = StateField.define<DecorationSet>({
  create: ({ doc }) => Decoration.set(hide(doc, 0, doc.length)),
  update(decorations, transaction) {
    const { changes, effects, newDoc } = transaction
    const verdict = effects.find((effect) => effect.is(secretsFound))
    if (verdict) {
      const { from, to, found, changed } = verdict.value
      const add = found.map((secret) => hidden.range(secret.from, secret.to))
      const filter = (start: number, end: number) => touches({ from: start, to: end }, changed)
      return decorations.update({ add, filter, filterFrom: from, filterTo: to })
    }
    const added: Range<Decoration>[] = []
    changes.iterChanges((_from, _to, from, to) => {
      if (to - from >= PUT_IN && mayInsertSecrets(transaction)) added.push(...hide(newDoc, from, to))
    })
    return decorations.map(changes).update({ add: added, sort: true })
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    // The cursor treats a secret as one character, so that it can be deleted as a whole.
    EditorView.atomicRanges.of((view) => view.state.field(field, false) ?? Decoration.none),
  ],
})

/** The lines around a range that are checked together: an indented line continues the one above. */
function block(doc: Text, { from, to }: Stretch): Stretch {
  let [first, last] = [doc.lineAt(from), doc.lineAt(Math.min(to, doc.length))]
  while (first.number > 1 && !/^\S/.test(first.text)) first = doc.line(first.number - 1)
  while (last.number < doc.lines && !/^\S/.test(doc.line(last.number + 1).text)) last = doc.line(last.number + 1)
  return { from: first.from, to: last.to }
}

const both = (a: Stretch | undefined, b: Stretch): Stretch =>
  a ? { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) } : b

/** Whether two ranges have a position in common. */
const touches = (a: Stretch, b: Stretch | undefined) => b !== undefined && a.from <= b.to && b.from <= a.to

function isInside({ selection }: EditorState, { from, to }: Stretch): boolean {
  return from < selection.main.head && selection.main.head < to
}

/** Checks all changes for secrets, one range after the other. */
class SecretScan {
  readonly #view: EditorView
  readonly #findSecrets: FindSecrets
  /** The range that changed since its check, and the range being checked with the changes since then. */
  #changed: Stretch | undefined
  #asked: Stretch | undefined
  #since: ChangeDesc = ChangeSet.empty(0)
  /**
   * A secret with the cursor in it, which is visible as it was typed. It is hidden when the cursor has left it:
   * earlier, the cursor would be moved to its end in the middle of a word.
   */
  #open: Stretch | undefined
  #gone = false

  constructor(view: EditorView, findSecrets: FindSecrets) {
    this.#view = view
    this.#findSecrets = findSecrets
    this.#changed = { from: 0, to: view.state.doc.length }
    void this.#ask()
  }

  update({ docChanged, changes, state }: ViewUpdate): void {
    const moved = (at?: Stretch) => at && { from: changes.mapPos(at.from, -1), to: changes.mapPos(at.to, 1) }
    const open = moved(this.#open)
    const left = open && !isInside(state, open) ? open : undefined
    this.#open = left ? undefined : open
    if (!docChanged && !left) return
    this.#changed = left ? both(moved(this.#changed), left) : moved(this.#changed)
    this.#asked = moved(this.#asked)
    if (this.#asked) this.#since = this.#since.composeDesc(changes)
    changes.iterChangedRanges((_from, _to, from, to) => {
      this.#changed = both(this.#changed, { from, to })
    })
    if (!this.#asked) void this.#ask()
  }

  destroy(): void {
    this.#gone = true
  }

  async #ask(): Promise<void> {
    while (this.#changed && !this.#gone) {
      const { doc } = this.#view.state
      const { from, to } = block(doc, this.#changed)
      this.#changed = undefined
      this.#asked = { from, to }
      this.#since = ChangeSet.empty(doc.length)
      const found = await this.#findSecrets(doc.sliceString(from, to))
      if (found && !this.#gone) this.#hide(from, found)
    }
    this.#asked = undefined
  }

  /** Hides the secrets that were found from a position on. What has changed meanwhile is checked next. */
  #hide(start: number, all: readonly TextRange[]): void {
    const { state } = this.#view
    const changed = this.#changed && block(state.doc, this.#changed)
    const secrets = all.flatMap((each) => {
      const from = this.#since.mapPos(start + each.start, 1)
      const secret = { from, to: Math.max(from, this.#since.mapPos(start + each.end, -1)) }
      return touches(secret, changed) ? [] : [secret]
    })
    const open = secrets.find((secret) => isInside(state, secret))
    if (open || !changed) this.#open = open
    const found = secrets.filter((secret) => secret !== open)
    if (this.#asked) this.#view.dispatch({ effects: secretsFound.of({ ...this.#asked, found, changed }) })
  }
}

const scan = (findSecrets: FindSecrets) => ViewPlugin.define((view) => new SecretScan(view, findSecrets))

const switchable = new Compartment()

/** Hides secrets until {@link showSecrets}. */
export const secrets = (findSecrets: FindSecrets): Extension => switchable.of([masked, scan(findSecrets)])

/** Shows or hides the secrets of an editor. */
export function showSecrets(view: EditorView, show: boolean, findSecrets: FindSecrets): void {
  view.dispatch({ effects: switchable.reconfigure(show ? [] : [masked, scan(findSecrets)]) })
}
