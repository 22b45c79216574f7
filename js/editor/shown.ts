/** The texts that every editor shows of diagnostics, fixes, completions and symbols, without the types of one of them. */
import type { Diagnostic, Fix, SharedFile, SourceRange, SymbolInfo } from '../generated/types.ts'
import { argument, list, object } from '../model/arguments.ts'
import type { Plan } from '../model/types.ts'

/** The source of diagnostics, which editors show beside the code. */
export const SOURCE = 'rolehop'

/** A diagnostic with a location. */
export type Placed = Diagnostic & { readonly at: SourceRange }

/** The diagnostics with a location in the file. */
export function placed(found: readonly Diagnostic[], file: SharedFile): Placed[] {
  argument(list(object), found, 'found')
  return found.flatMap((diagnostic) => {
    const { line, column, endLine, endColumn } = diagnostic
    if (diagnostic.file !== file || !line || !column || !endLine || !endColumn) return []
    return [{ ...diagnostic, at: { file, line, column, endLine, endColumn } }]
  })
}

/** The text of a diagnostic: what is wrong, and on the next line what to do. */
export function textOf({ message, help }: Diagnostic): string {
  return help === undefined ? message : `${message}\n${help}`
}

/** A range of lines from 0, as editors count them. */
export interface LineRange {
  readonly start: { readonly line: number }
  readonly end: { readonly line: number }
}

/** The diagnostics of one file that touch a range of lines and have a fix in the files that exist; titles are plain text. */
export function fixable(
  found: readonly Diagnostic[],
  file: SharedFile,
  lines: LineRange,
  has: (file: SharedFile) => boolean,
): (Placed & { readonly fix: Fix })[] {
  return placed(found, file).flatMap((diagnostic) => {
    const { at, fix } = diagnostic
    const touches = at.line - 1 <= lines.end.line && at.endLine - 1 >= lines.start.line
    if (!touches || !fix?.edits.every((edit) => has(edit.file))) return []
    return [{ ...diagnostic, fix: { ...fix, title: plainText(fix.title) } }]
  })
}

/** The part of a diagnostic that an editor returns by which it is recognized; lines count from 0. */
export interface Shown {
  readonly code?: unknown
  readonly range: { readonly start: { readonly line: number } }
}

/** Returns a function that finds the diagnostics that an editor shows for one of ours: those with its code on its line. */
export function finderOf<D extends Shown>(shown: readonly D[]): (diagnostic: Placed) => D[] {
  const places = new Map<string, D[]>()
  for (const one of shown) {
    const place = placeOf(one.range.start.line, one.code)
    const others = places.get(place)
    if (others) others.push(one)
    else places.set(place, [one])
  }
  return ({ at, code }) => places.get(placeOf(at.line - 1, code)) ?? []
}

function placeOf(line: number, code: unknown): string {
  return `${line} ${code}`
}

/** A text as a snippet of editors, with a placeholder in it. */
export function snippetOf(insert: string, placeholder: string): string {
  const escaped = insert.replaceAll(/[\\$}]/g, '\\$&')
  return escaped.replace(placeholder, `\${1:${placeholder}}`)
}

/** A description as plain text: lists do not interpret Markdown. */
export function plainText(description: string): string {
  return description.replaceAll('`', '')
}

/** The contents of a hover: Markdown, or text that must not be interpreted. */
export type Hovered = { readonly markdown: string } | { readonly text: string }

/**
 * Returns the text of a hover over a symbol: the description of a key, or the plan of the profile that a header or a
 * value names. `undefined` if there is nothing to show.
 *
 * @param plan returns the plan of a profile. If it throws, there is no hover: the diagnostics show the reason
 */
export function hoverOf(symbol: SymbolInfo, plan: (profile: string) => Plan): Hovered | undefined {
  if (symbol.kind === 'key' && symbol.description !== undefined)
    return { markdown: `\`${symbol.key}\`: ${symbol.description}` }
  if (symbol.profile === undefined) return undefined
  try {
    return { text: `${plan(symbol.profile)}` }
  } catch {
    return undefined
  }
}
