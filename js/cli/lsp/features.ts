/** The answers to requests about a document, made from what the engine returns. */

import type {
  CodeAction,
  CodeActionParams,
  CompletionItem,
  Diagnostic,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  Position,
  ReferenceParams,
  RenameParams,
  SemanticTokens,
  WorkspaceEdit,
} from 'vscode-languageserver/node'
import { finderOf, fixable, hoverOf, placed, plainText, SOURCE, snippetOf, textOf } from '../../editor/shown.ts'
import type {
  Completion,
  PartKind,
  SectionOutline,
  SettingOutline,
  Severity,
  SourceRange,
  Token,
  TokenKind,
} from '../../generated/types.ts'
import { SHARED_FILES } from '../../model/shared-files.ts'
import { visible } from '../../util/visible.ts'
import type { Client } from './client.ts'
import { EXPLAINING, type Read } from './documents.ts'
import { canEdit, workspaceEdit } from './edits.ts'
import {
  CodeActionKind,
  CompletionItemKind,
  DiagnosticSeverity,
  InsertTextFormat,
  MarkupKind,
  SymbolKind,
} from './library.ts'
import { fromPosition, toRange } from './ranges.ts'

/** The documentation of each diagnostic. */
const DOCUMENTATION = 'https://github.com/rolehop/rolehop/blob/main/docs/diagnostics.md'

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const satisfies Record<Severity, DiagnosticSeverity>

/** The maximum number of diagnostics of a document: more would make editors slow. */
const MOST = 1000

/** The diagnostics of the document, in its order. */
export function diagnostics(read: Read): Diagnostic[] {
  const shown = placed(read.found(), read.file).slice(0, MOST)
  return shown.map((diagnostic) => ({
    range: rangeIn(read, diagnostic.at),
    severity: SEVERITIES[diagnostic.severity],
    source: SOURCE,
    code: diagnostic.code,
    codeDescription: { href: `${DOCUMENTATION}#${diagnostic.code}` },
    message: textOf(diagnostic),
  }))
}

/** The quick fixes of the diagnostics in the lines of a range. */
export function codeActions(read: Read, { range, context }: CodeActionParams, client: Client): CodeAction[] {
  const fixes = fixable(read.found(), read.file, range, (file) => canEdit(read, client, file))
  const find = finderOf(context.diagnostics)
  return fixes.map((fixed) => ({
    title: fixed.fix.title,
    kind: CodeActionKind.QuickFix,
    isPreferred: true,
    diagnostics: find(fixed),
    edit: workspaceEdit(read, fixed.fix.edits, client),
  }))
}

const ITEM_KINDS = {
  section: CompletionItemKind.Module,
  key: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
} as const satisfies Record<PartKind, CompletionItemKind>

/** The completions at a position, in the engine's order. */
export function completions(read: Read, position: Position, client: Client): CompletionItem[] {
  const found = read.config.complete(read.file, fromPosition(position, read.document.getText()))
  return found.map((completion, at) => ({
    label: completion.label,
    kind: ITEM_KINDS[completion.kind],
    filterText: completion.label,
    sortText: String(at).padStart(4, '0'),
    ...(completion.description !== undefined && { detail: plainText(completion.description) }),
    ...inserted(read, completion, client),
  }))
}

function inserted(
  read: Read,
  { insert, placeholder, location }: Completion,
  client: Client,
): Pick<CompletionItem, 'textEdit' | 'insertTextFormat'> {
  const range = rangeIn(read, location)
  if (placeholder === undefined || !client.snippets) return { textEdit: { range, newText: insert } }
  return { textEdit: { range, newText: snippetOf(insert, placeholder) }, insertTextFormat: InsertTextFormat.Snippet }
}

/** Returns the text of a hover. */
export function hover(read: Read, position: Position, client: Client): Hover | null {
  const symbol = symbolAt(read, position)
  const hovered = symbol && hoverOf(symbol, (profile) => read.config.plan(profile, EXPLAINING))
  if (!hovered) return null
  const range = rangeIn(read, symbol.location)
  const text = 'markdown' in hovered ? hovered.markdown : hovered.text
  if (!client.markdown) return { contents: { kind: MarkupKind.PlainText, value: text }, range }
  return { contents: { kind: MarkupKind.Markdown, value: 'markdown' in hovered ? text : codeBlock(text) }, range }
}

/** A code block, so that names and paths of the file are not interpreted as Markdown. */
function codeBlock(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

/** The header that a value refers to. */
export function definition(read: Read, position: Position): Location | null {
  const target = symbolAt(read, position)?.target
  return (target && locations(read, [target])[0]) ?? null
}

/** Returns the uses of the name at a position; its headers too if the editor includes declarations. */
export function references(read: Read, { position, context }: ReferenceParams): Location[] {
  const found = read.config.references(read.file, fromPosition(position, read.document.getText()))
  if (context.includeDeclaration) return locations(read, found)
  const headers = new Set(SHARED_FILES.flatMap((file) => read.config.sections(file).map(lineOf)))
  return locations(
    read,
    found.filter((at) => !headers.has(`${at.file}:${at.line}`)),
  )
}

const lineOf = ({ header }: SectionOutline) => `${header.file}:${header.line}`

/** The name at a position that can be changed. */
export function prepareRename(read: Read, position: Position) {
  const found = read.config.renamable(read.file, fromPosition(position, read.document.getText()))
  return found ? { range: rangeIn(read, found.location), placeholder: found.name } : null
}

/** The edits of both files that change a name. @throws RolehopError `edit-refused` */
export function rename(read: Read, { position, newName }: RenameParams, client: Client): WorkspaceEdit {
  const edits = read.config.rename(read.file, fromPosition(position, read.document.getText()), newName)
  return workspaceEdit(read, edits, client)
}

/** The sections with their settings. */
export function documentSymbols(read: Read): DocumentSymbol[] {
  return read.config.sections(read.file).map((section) => ({
    name: shownName(section.name),
    kind: SymbolKind.Module,
    range: rangeIn(read, section.location),
    selectionRange: rangeIn(read, section.header),
    children: section.settings.map((setting) => settingSymbol(read, setting)),
  }))
}

function settingSymbol(read: Read, { key, location, keyLocation }: SettingOutline): DocumentSymbol {
  return {
    name: shownName(key),
    kind: SymbolKind.Property,
    range: rangeIn(read, location),
    selectionRange: rangeIn(read, keyLocation),
  }
}

/** Editors reject a symbol with an empty name. */
function shownName(name: string): string {
  return visible(name).trim() || '(empty)'
}

/** The sections, and the settings of several lines. */
export function foldingRanges(read: Read): FoldingRange[] {
  const sections = read.config.sections(read.file)
  const parts = sections.flatMap(({ location, settings }) => [location, ...settings.map((setting) => setting.location)])
  const long = parts.filter(({ line, endLine }) => endLine > line)
  return long.map(({ line, endLine }) => ({ startLine: line - 1, endLine: endLine - 1 }))
}

/** The protocol's type of each kind of token. */
const TOKEN_TYPES = {
  comment: 'comment',
  keyword: 'keyword',
  name: 'class',
  key: 'property',
  value: 'string',
} as const satisfies Record<TokenKind, string>

/** The names of the types, in the order of their numbers. */
export const LEGEND = { tokenTypes: Object.values(TOKEN_TYPES), tokenModifiers: [] as string[] }

/** The tokens of the document, each relative to the one before it. */
export function semanticTokens(read: Read): SemanticTokens {
  let last = { line: 0, character: 0 }
  const data = read.config.tokens(read.file).flatMap((token) => {
    const { start, end } = rangeIn(read, token.location)
    const isSameLine = start.line === last.line
    const character = isSameLine ? start.character - last.character : start.character
    const numbers = [start.line - last.line, character, end.character - start.character, typeOf(token), 0]
    last = start
    return numbers
  })
  return { data }
}

const typeOf = ({ kind }: Token) => LEGEND.tokenTypes.indexOf(TOKEN_TYPES[kind])

function symbolAt(read: Read, position: Position) {
  return read.config.symbolAt(read.file, fromPosition(position, read.document.getText()))
}

function rangeIn({ document }: Read, at: SourceRange) {
  return toRange(at, document.getText())
}

function locations({ halves }: Read, places: readonly SourceRange[]): Location[] {
  return places.flatMap((at) => {
    const half = halves[at.file]
    return half ? [{ uri: half.uri, range: toRange(at, half.text ?? '') }] : []
  })
}
