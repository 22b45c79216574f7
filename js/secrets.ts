/** What must not be shown of a text. */
import { call } from './wasm.ts'

/** A part of a text, in UTF-16 code units: `text.slice(start, end)`. */
export interface TextRange {
  /** The first character. */
  readonly start: number
  /** Behind the last character. */
  readonly end: number
}

/**
 * The parts of a text that look like secrets, in order and apart from each other: for editors that
 * hide them. The text is one of the two files or what people paste for one, such as `export` lines,
 * JSON of STS or a CSV file of keys. A part never goes on in another line.
 *
 * It is a guess that rather hides too much: role ARNs, paths, names and URLs without a password stay.
 */
export function secretRanges(text: string): TextRange[] {
  const offsets = call((engine) => engine.secretRanges(text))
  const ranges: TextRange[] = []
  for (let at = 0; at < offsets.length; at += 2) {
    ranges.push({ start: offsets[at] ?? 0, end: offsets[at + 1] ?? 0 })
  }
  return ranges
}
