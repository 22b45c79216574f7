/** Diagnostics, completions and hovers as VS Code's types. */

import {
  finderOf,
  fixable,
  hoverOf,
  type LineRange,
  placed,
  plainText,
  SOURCE,
  snippetOf,
  textOf,
} from '../editor/shown.ts'
import type {
  Completion,
  Diagnostic,
  PartKind,
  Severity,
  SharedFile,
  SourceRange,
  SymbolInfo,
  TextEdit,
} from '../generated/types.ts'
import { argument, type Check, choice, count, func, list, number, object, record } from '../model/arguments.ts'
import type { Plan, Position } from '../model/types.ts'

/** The part of `vscode` for ranges, which count from 0. */
export interface RangeApi<Range> {
  readonly Range: new (startLine: number, startCharacter: number, endLine: number, endCharacter: number) => Range
}

/** The part of `vscode` for diagnostics. */
export interface DiagnosticApi<Range, Squiggle> extends RangeApi<Range> {
  readonly Diagnostic: new (range: Range, message: string, severity?: number) => Squiggle
  readonly DiagnosticSeverity: { readonly Error: number; readonly Warning: number; readonly Information: number }
}

/** The part of `vscode` for edits. */
export interface EditApi<Uri, Range, Edit> extends RangeApi<Range> {
  readonly WorkspaceEdit: new () => Edit & {
    createFile(uri: Uri, options: { ignoreIfExists: boolean }): void
    replace(uri: Uri, range: Range, text: string): void
  }
}

/** The part of `vscode` for quick fixes. */
export interface CodeActionApi<Uri, Range, Edit, Kind, Action> extends EditApi<Uri, Range, Edit> {
  readonly CodeActionKind: { readonly QuickFix: Kind }
  readonly CodeAction: new (title: string, kind?: Kind) => Action
}

/** The part of `vscode` for completion. */
export interface CompletionApi<Range, Kind, Snippet, Item> extends RangeApi<Range> {
  readonly CompletionItem: new (label: { label: string; description?: string }, kind?: Kind) => Item
  readonly CompletionItemKind: { readonly Module: Kind; readonly Property: Kind; readonly Value: Kind }
  readonly SnippetString: new (value: string) => Snippet
}

/** The part of `vscode` for hovers. */
export interface HoverApi<Range, Markdown, Hover> extends RangeApi<Range> {
  readonly MarkdownString: new () => Markdown & {
    appendText(text: string): unknown
    appendMarkdown(text: string): unknown
    appendCodeblock(text: string, language?: string): unknown
  }
  readonly Hover: new (contents: Markdown, range?: Range) => Hover
}

const fileCheck: Check<SharedFile> = choice('config', 'credentials')
const placeCheck = record<Omit<SourceRange, 'file'>>(
  { line: count, column: count, endLine: count, endColumn: count },
  { required: ['line', 'column', 'endLine', 'endColumn'], unknown: 'any' },
)

/** Converts a source range to a `vscode.Range`. @throws RolehopError `usage-invalid` for anything else */
export function toRange<Range>(vscode: RangeApi<Range>, at: SourceRange): Range {
  argument(placeCheck, at, 'at')
  return new vscode.Range(at.line - 1, at.column - 1, at.endLine - 1, at.endColumn - 1)
}

const positionCheck = record<{ line: number; character: number }>(
  { line: number, character: number },
  { required: ['line', 'character'], unknown: 'any' },
)

/** Converts a `vscode.Position`, which counts from 0. @throws RolehopError `usage-invalid` for anything else */
export function fromPosition(position: { line: number; character: number }): Position {
  const { line, character } = argument(positionCheck, position, 'position')
  return { line: line + 1, column: character + 1 }
}

const SEVERITIES = { error: 'Error', warning: 'Warning', info: 'Information' } as const satisfies Record<
  Severity,
  string
>

/** Converts the diagnostics of one of the files to `vscode.Diagnostic`s; those without a location are left out. */
export function toDiagnostics<Range, Squiggle>(
  vscode: DiagnosticApi<Range, Squiggle>,
  found: readonly Diagnostic[],
  file: SharedFile,
): Squiggle[] {
  argument(fileCheck, file, 'file')
  return placed(found, file).map((diagnostic) => {
    const level = vscode.DiagnosticSeverity[SEVERITIES[diagnostic.severity]]
    const squiggle = new vscode.Diagnostic(toRange(vscode, diagnostic.at), textOf(diagnostic), level)
    return Object.assign(squiggle as object, { source: SOURCE, code: diagnostic.code }) as Squiggle
  })
}

/**
 * Converts the fixes of the diagnostics of one file in a range of lines to quick fixes.
 *
 * @param uris the URIs of the files; a fix that needs a missing one is left out
 * @param squiggles the diagnostics that VS Code passes (`context.diagnostics`); each fix refers to its own
 */
export function toCodeActions<Uri, Range, Edit, Kind, Action>(
  vscode: CodeActionApi<Uri, Range, Edit, Kind, Action>,
  found: readonly Diagnostic[],
  file: SharedFile,
  lines: LineRange,
  uris: Partial<Record<SharedFile, Uri>>,
  squiggles: readonly { readonly code?: unknown; readonly range: { readonly start: { readonly line: number } } }[] = [],
): Action[] {
  argument(fileCheck, file, 'file')
  argument(object, uris, 'uris')
  const fixes = fixable(found, file, lines, (needed) => uris[needed] !== undefined)
  const find = finderOf(squiggles)
  return fixes.map((fixed) => {
    const { fix } = fixed
    const edit = toWorkspaceEdit(vscode, fix.edits, uris)
    const diagnostics = find(fixed)
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix)
    return Object.assign(action as object, { edit, diagnostics, isPreferred: true }) as Action
  })
}

/**
 * Converts edits of both files to a `vscode.WorkspaceEdit`, which creates a file that does not exist.
 *
 * @param edits those of a fix or of {@link SharedConfig.rename}
 * @param uris the URIs of the files that the edits change
 * @throws RolehopError `usage-invalid` if one is missing
 */
export function toWorkspaceEdit<Uri, Range, Edit>(
  vscode: EditApi<Uri, Range, Edit>,
  edits: readonly TextEdit[],
  uris: Partial<Record<SharedFile, Uri>>,
): Edit {
  argument(list(object), edits, 'edits')
  const edit = new vscode.WorkspaceEdit()
  for (const { newText, ...place } of edits) {
    const uri = argument(object<object>, uris[place.file], `uris.${place.file}`) as Uri
    edit.createFile(uri, { ignoreIfExists: true })
    edit.replace(uri, toRange(vscode, place), newText)
  }
  return edit
}

const ITEM_KINDS = { section: 'Module', key: 'Property', value: 'Value' } as const satisfies Record<PartKind, string>

/** Converts completions to `vscode.CompletionItem`s in the engine's order. */
export function toCompletionItems<Range, Kind, Snippet, Item>(
  vscode: CompletionApi<Range, Kind, Snippet, Item>,
  completions: readonly Completion[],
): Item[] {
  argument(list(object), completions, 'completions')
  return completions.map(({ kind, label, description, insert, placeholder, location }, at) => {
    const shown = description === undefined ? { label } : { label, description: plainText(description) }
    const item = new vscode.CompletionItem(shown, vscode.CompletionItemKind[ITEM_KINDS[kind]])
    const more = {
      insertText: placeholder === undefined ? insert : new vscode.SnippetString(snippetOf(insert, placeholder)),
      filterText: label,
      range: toRange(vscode, location),
      sortText: String(at).padStart(4, '0'),
      // After a key, VS Code offers the completions of its value.
      ...(kind === 'key' && { command: { command: 'editor.action.triggerSuggest', title: '' } }),
    }
    return Object.assign(item as object, more) as Item
  })
}

/**
 * Converts a symbol to a hover: the description of a key, or the plan of the profile that a header or a
 * value names. `undefined` if there is nothing to show.
 *
 * @param plan returns the plan of a profile: `(profile) => config.plan(profile)`. If it throws, there is
 *   no hover: the diagnostics show the reason
 */
export function toHover<Range, Markdown, Hover>(
  vscode: HoverApi<Range, Markdown, Hover>,
  symbol: SymbolInfo | undefined,
  plan: (profile: string) => Plan,
): Hover | undefined {
  argument(func, plan, 'plan')
  if (symbol === undefined) return undefined
  const hovered = hoverOf(argument(object<SymbolInfo>, symbol, 'symbol'), plan)
  if (hovered === undefined) return undefined
  const words = new vscode.MarkdownString()
  if ('markdown' in hovered) words.appendMarkdown(hovered.markdown)
  // A code block, so that names and paths of the file are not interpreted as Markdown.
  else words.appendCodeblock(hovered.text, 'text')
  return new vscode.Hover(words, toRange(vscode, symbol.location))
}
