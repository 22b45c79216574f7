/** Finds the parts of a text that look like secrets. */

import { call } from '../engine/instance.ts'
import { argument, string } from '../model/arguments.ts'

/** A part of a text, in UTF-16 code units: `text.slice(start, end)`. */
export interface TextRange {
  /** The offset of the first character. */
  readonly start: number
  /** The offset after the last character. */
  readonly end: number
}

/**
 * Finds the parts of a text that look like secrets, so that an editor can mask them. The ranges are sorted,
 * do not overlap, and never span lines. The text can be one of the two files or what users paste instead:
 * `export` lines, STS JSON, or a CSV file of access keys.
 *
 * The heuristic prefers false positives. It never includes role ARNs, paths, names, or URLs without a
 * password.
 *
 * @throws RolehopError `usage-invalid` if `text` is not a string
 * @example
 * secretRanges('aws_secret_access_key = wJalrXUtnFEMI') // [{ start: 24, end: 37 }]
 */
export function secretRanges(text: string): TextRange[] {
  const given = argument(string, text, 'text')
  const offsets = call((engine) => engine.secretRanges(given))
  const ranges: TextRange[] = []
  for (let at = 0; at < offsets.length; at += 2) {
    ranges.push({ start: offsets[at] ?? 0, end: offsets[at + 1] ?? 0 })
  }
  return ranges
}
