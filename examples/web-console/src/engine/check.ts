/** The check of the texts: of large ones, first the section that has changed, and then everything. */
import type { Diagnostic, Severity, SharedConfig, SharedFile } from 'rolehop/slim'
import type { Opened, Texts } from '../protocol.ts'
import { type Change, changeOf } from './change.ts'

/** The texts of a check of everything, and all of their diagnostics. */
export interface Checked {
  readonly texts: Texts
  readonly found: readonly Diagnostic[]
}

/** Texts with fewer characters are checked in the time of a frame. */
const LARGE = 100_000

/** The maximum number of diagnostics sent to the page, which shows the total. */
const MOST = 500

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info']

/** The profiles are those of a terminal: what this page cannot do is not an error of a profile. */
const OPTIONS = { target: 'terminal' } as const

/** Checks everything. */
export const checkAll = (config: SharedConfig) => config.check(undefined, OPTIONS)

/**
 * The diagnostics of texts that have changed since everything was checked: those of the profiles whose sections have
 * changed, and those that were found before outside of the changed lines, at their new lines. Only a check of everything
 * finds what the change means for other profiles. `undefined` if that is fast, or if too much has changed.
 */
export function checkChanged(before: Checked, texts: Texts, config: SharedConfig): readonly Diagnostic[] | undefined {
  const file = texts.config === before.texts.config ? 'credentials' : 'config'
  const isOther = file === 'config' && texts.credentials !== before.texts.credentials
  if (isOther || texts.config.length + texts.credentials.length < LARGE) return undefined
  const change = changeOf(before.texts[file], texts[file])
  const profiles = change?.headers.flatMap((line) => config.symbolAt(file, { line, column: 1 })?.profile || [])
  if (!change || !profiles?.length) return undefined
  const all = profiles.flatMap((profile) => config.check(profile, OPTIONS))
  // Errors of the file are in the check of each profile.
  const near = new Map(all.filter((it) => isNear(it, file, change)).map((it) => [place(it), it]))
  const kept = before.found.flatMap((it) => (it.file === file ? afterChange(it, change) : [it]))
  return [...kept.filter((it) => !near.has(place(it))), ...near.values()].sort(byPlace)
}

/** Whether a diagnostic is in a section that has changed. */
function isNear({ file, line }: Diagnostic, changed: SharedFile, { headers: [start = 0], end }: Change): boolean {
  return file === changed && line !== undefined && start <= line && line < end
}

/** A diagnostic at its new line; none if its line has changed. */
function afterChange(diagnostic: Diagnostic, { first, nextBefore, next }: Change): readonly Diagnostic[] {
  const { line, endLine } = diagnostic
  if (line === undefined || line < first) return [diagnostic]
  if (line < nextBefore) return []
  const moved = next - nextBefore
  return [{ ...diagnostic, line: line + moved, ...(endLine !== undefined && { endLine: endLine + moved }) }]
}

/** A place has at most one diagnostic with the same code, whose message can change. */
const place = ({ code, file, line, column }: Diagnostic) => `${code} ${file} ${line} ${column}`

/** The order of files in the engine; diagnostics without a place are first. */
const FILES: readonly Diagnostic['file'][] = [undefined, 'config', 'credentials']

const byPlace = (a: Diagnostic, b: Diagnostic) =>
  FILES.indexOf(a.file) - FILES.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)

/** The diagnostics as the page gets them. */
export function asOpened(found: readonly Diagnostic[], isWhole: boolean): Opened {
  const counts = { error: 0, warning: 0, info: 0 }
  for (const { severity } of found) counts[severity] += 1
  const worstFirst = SEVERITIES.flatMap((severity) => found.filter((each) => each.severity === severity))
  return { diagnostics: worstFirst.slice(0, MOST), counts, isWhole }
}
