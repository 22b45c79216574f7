/** Diagnostics, completions and hovers as VS Code's types. */

import type {
  Completion,
  Diagnostic,
  PartKind,
  Severity,
  SharedFile,
  SourceRange,
  SymbolInfo,
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

/** The part of `vscode` for quick fixes. */
export interface CodeActionApi<Uri, Range, Edit, Kind, Action> extends RangeApi<Range> {
  readonly WorkspaceEdit: new () => Edit & {
    createFile(uri: Uri, options: { ignoreIfExists: boolean }): void
    replace(uri: Uri, range: Range, text: string): void
  }
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
  return placed(found, file).map(({ at, message, help, severity, code }) => {
    const text = help === undefined ? message : `${message}\n${help}`
    const level = vscode.DiagnosticSeverity[SEVERITIES[severity]]
    const squiggle = new vscode.Diagnostic(toRange(vscode, at), text, level)
    return Object.assign(squiggle as object, { source: 'aws', code }) as Squiggle
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
  lines: { readonly start: { readonly line: number }; readonly end: { readonly line: number } },
  uris: Partial<Record<SharedFile, Uri>>,
  squiggles: readonly { readonly code?: unknown; readonly range: { readonly start: { readonly line: number } } }[] = [],
): Action[] {
  argument(fileCheck, file, 'file')
  argument(object, uris, 'uris')
  const touching = placed(found, file).filter(
    ({ at }) => at.line - 1 <= lines.end.line && at.endLine - 1 >= lines.start.line,
  )
  return touching.flatMap(({ fix, code, at }) => {
    if (!fix?.edits.every((edit) => uris[edit.file] !== undefined)) return []
    const edit = new vscode.WorkspaceEdit()
    for (const { newText, ...place } of fix.edits) {
      const uri = uris[place.file] as Uri
      edit.createFile(uri, { ignoreIfExists: true })
      edit.replace(uri, toRange(vscode, place), newText)
    }
    const diagnostics = squiggles.filter((it) => it.code === code && it.range.start.line === at.line - 1)
    const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix)
    return [Object.assign(action as object, { edit, diagnostics, isPreferred: true }) as Action]
  })
}

const ITEM_KINDS = { section: 'Module', key: 'Property', value: 'Value' } as const satisfies Record<PartKind, string>

/** Converts completions to `vscode.CompletionItem`s in the engine's order. */
export function toCompletionItems<Range, Kind, Snippet, Item>(
  vscode: CompletionApi<Range, Kind, Snippet, Item>,
  completions: readonly Completion[],
): Item[] {
  argument(list(object), completions, 'completions')
  return completions.map(({ kind, label, description, insert, placeholder, location }, at) => {
    const shown = description === undefined ? { label } : { label, description: description.replaceAll('`', '') }
    const item = new vscode.CompletionItem(shown, vscode.CompletionItemKind[ITEM_KINDS[kind]])
    const more = {
      insertText: placeholder === undefined ? insert : snippet(vscode, insert, placeholder),
      filterText: label,
      range: toRange(vscode, location),
      sortText: String(at).padStart(4, '0'),
      // After a key, VS Code offers the completions of its value.
      ...(kind === 'key' && { command: { command: 'editor.action.triggerSuggest', title: '' } }),
    }
    return Object.assign(item as object, more) as Item
  })
}

function snippet<Snippet>(
  vscode: { readonly SnippetString: new (value: string) => Snippet },
  insert: string,
  placeholder: string,
): Snippet {
  const escaped = insert.replaceAll(/[\\$}]/g, '\\$&')
  return new vscode.SnippetString(escaped.replace(placeholder, `\${1:${placeholder}}`))
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
  argument(object, symbol, 'symbol')
  const words = new vscode.MarkdownString()
  if (symbol.kind === 'key' && symbol.description !== undefined) {
    words.appendMarkdown(`\`${symbol.key}\`: ${symbol.description}`)
  } else if (symbol.profile !== undefined) {
    const drawn = drawnOf(symbol.profile, plan)
    if (drawn === undefined) return undefined
    // A code block, so that names and paths of the file are not interpreted as Markdown.
    words.appendCodeblock(drawn, 'text')
  } else return undefined
  return new vscode.Hover(words, toRange(vscode, symbol.location))
}

function drawnOf(profile: string, plan: (profile: string) => Plan): string | undefined {
  try {
    return `${plan(profile)}`
  } catch {
    return undefined
  }
}

type Placed = Diagnostic & { readonly at: SourceRange }

/** The diagnostics with a location in the file. */
function placed(found: readonly Diagnostic[], file: SharedFile): Placed[] {
  argument(list(object), found, 'found')
  return found.flatMap((finding) => {
    const { line, column, endLine, endColumn } = finding
    if (finding.file !== file || !line || !column || !endLine || !endColumn) return []
    return [{ ...finding, at: { file, line, column, endLine, endColumn } }]
  })
}
