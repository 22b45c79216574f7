/** Colours for the two files. The engine decides what the text means. */
import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language'
import { tags } from '@lezer/highlight'

interface State {
  /** The kind of the rest of the line. */
  rest: 'value' | undefined
}

function token(stream: StringStream, state: State): string | null {
  if (stream.sol()) {
    state.rest = undefined
    if (stream.match(/^\s*[#;]/)) return skip(stream, 'comment')
    if (stream.peek() === '[') return skip(stream, 'heading')
    if (stream.match(/^\s*[^=:\s][^=:]*(?=[=:])/)) return 'propertyName'
  }
  if (state.rest === undefined && stream.match(/^\s*[=:]\s*/)) {
    state.rest = 'value'
    return 'operator'
  }
  return skip(stream, state.rest === 'value' ? 'string' : null)
}

function skip(stream: StringStream, style: string | null): string | null {
  stream.skipToEnd()
  return style
}

const files = StreamLanguage.define<State>({
  name: 'aws-config',
  startState: () => ({ rest: undefined }),
  token,
  languageData: { commentTokens: { line: '#' } },
})

const colours = HighlightStyle.define([
  { tag: tags.heading, color: 'var(--syntax-section)', fontWeight: '600' },
  { tag: tags.propertyName, color: 'var(--syntax-key)' },
  { tag: tags.operator, color: 'var(--muted)' },
  { tag: tags.string, color: 'var(--syntax-value)' },
  { tag: tags.comment, color: 'var(--muted)', fontStyle: 'italic' },
])

/** The language of both files with its colours. */
export const language = [files, syntaxHighlighting(colours)]
