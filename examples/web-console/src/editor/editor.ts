/**
 * An editor. It is in a shadow root, where CodeMirror adds its styles as constructed style sheets, so the
 * page's policy needs no `unsafe-inline` and no nonce, which a static page cannot have.
 */
import { closeCompletion, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { lintGutter, lintKeymap } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState, type Transaction } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from '@codemirror/view'
import type { Diagnostic, Fix, SharedFile, SourceRange, TextEdit } from 'rolehop'
import { type Ask, completion } from './complete.ts'
import { language } from './language.ts'
import { isTooLong, limit } from './limit.ts'
import { type FindSecrets, secrets, showSecrets } from './secrets.ts'
import { applyEdits, showSquiggles, stretch } from './squiggles.ts'
import { theme } from './theme.ts'

/** The options of an editor. */
export interface EditorOptions {
  readonly file: SharedFile
  readonly label: string
  readonly hint: string
  readonly complete: Ask
  readonly findSecrets: FindSecrets
  readonly changed: () => void
  /** A paste replaced the whole text. */
  readonly replacedAll: () => void
  /** Takes a pasted text; returns whether it must not be inserted. */
  readonly offer: (text: string) => boolean
  readonly refused: () => void
  readonly applyFix: (fix: Fix) => void
}

/** The editor of one of the files. */
export class Editor {
  readonly #options: EditorOptions
  readonly #view: EditorView
  /** The line break of the file that was opened. */
  #lineBreak = '\n'

  constructor(parent: HTMLElement, options: EditorOptions) {
    this.#options = options
    const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' })
    this.#view = new EditorView({ root, parent: root, state: startState(options) })
  }

  /** The whole text, with `\n` between lines. */
  get text(): string {
    return this.#view.state.doc.toString()
  }

  /** The text as a file: with the line breaks of the file that was opened. */
  get fileText(): string {
    return this.text.replaceAll('\n', this.#lineBreak)
  }

  /** Replaces the whole text and clears the history; returns whether the text was short enough. */
  load(text: string): boolean {
    if (isTooLong(text)) {
      this.#options.refused()
      return false
    }
    this.#lineBreak = /(^|[^\r])\n/.test(text) || !text.includes('\n') ? '\n' : '\r\n'
    // A new state: undo must not bring back what was cleared.
    this.#view.setState(startState(this.#options, text))
    this.#options.changed()
    return true
  }

  /** Replaces the whole text as one change, which the user can undo. */
  replace(text: string): void {
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      userEvent: 'input.adopt',
    })
  }

  focus(): void {
    this.#view.focus()
  }

  showSecrets(show: boolean): void {
    showSecrets(this.#view, show, this.#options.findSecrets)
  }

  squiggles(found: readonly Diagnostic[]): void {
    showSquiggles(this.#view, this.#options.file, found, this.#options.applyFix)
  }

  apply(edits: readonly TextEdit[]): void {
    applyEdits(this.#view, this.#options.file, edits)
  }

  /** Scrolls to a location and puts the cursor there. */
  reveal(location: SourceRange): void {
    const { from, to } = stretch(this.#view.state.doc, location)
    const effects = EditorView.scrollIntoView(from, { y: 'center' })
    this.#view.dispatch({ selection: { anchor: from, head: to }, effects })
    this.#view.focus()
  }

  destroy(): void {
    this.#view.destroy()
  }
}

/** Without the key that gets credentials, which would also insert a line. */
const ownKeymap = defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')

/** Whether a transaction is a paste over the whole text. */
function replacesAll(transaction: Transaction): boolean {
  if (!transaction.isUserEvent('input.paste')) return false
  let isAll = false
  transaction.changes.iterChangedRanges((from, to) => {
    isAll ||= from === 0 && to === transaction.startState.doc.length
  })
  return isAll
}

function startState(
  { label, hint, complete, findSecrets, changed, replacedAll, offer, refused }: EditorOptions,
  doc = '',
): EditorState {
  return EditorState.create({
    doc,
    extensions: [
      lineNumbers(),
      lintGutter(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSpecialChars(),
      highlightSelectionMatches(),
      drawSelection(),
      history(),
      placeholder(hint),
      language,
      secrets(findSecrets),
      limit(refused),
      completion(complete),
      keymap.of([...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...ownKeymap]),
      EditorView.contentAttributes.of({
        tabindex: '0',
        'aria-label': label,
        spellcheck: 'false',
        autocapitalize: 'off',
        autocorrect: 'off',
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed()
        if (update.transactions.some(replacesAll)) replacedAll()
      }),
      EditorView.domEventHandlers({
        // A pending completion must not prevent the focus from moving.
        blur: (_, view) => void closeCompletion(view),
        paste(event) {
          const isTaken = offer(event.clipboardData?.getData('text/plain') ?? '')
          if (isTaken) event.preventDefault()
          return isTaken
        },
      }),
      theme,
    ],
  })
}
