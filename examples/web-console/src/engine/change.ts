/** The lines in which two texts differ, and the sections that they are in. */

/** A change; lines are counted from 1. */
export interface Change {
  /** The first line that changed. */
  readonly first: number
  /** The first line after the change, in the text before and in the one after. */
  readonly nextBefore: number
  readonly next: number
  /** The headers of its sections, from the one that the line before is in, and the first line after these sections. */
  readonly headers: readonly number[]
  readonly end: number
}

/** A header begins a line. */
const HEADER = '\n['

/** A change of more sections than these is not small. */
const FEW = 4

/** The change between two texts; `undefined` if it is not small. */
export function changeOf(textBefore: string, textAfter: string): Change | undefined {
  // Each line has a line break before it and after it.
  const [before, after] = [`\n${textBefore}\n`, `\n${textAfter}\n`]
  const from = equalStart(before, after)
  const equal = equalEnd(before, after, from)
  const until = after.length - equal
  const own = after.lastIndexOf(HEADER, from - 1)
  const start = own === -1 ? from : own
  const lineOfStart = 1 + lineBreaks(after.slice(0, start))
  const lineAt = (lineBreak: number) => lineOfStart + lineBreaks(after.slice(start, lineBreak))
  const headers: number[] = []
  let next = after.indexOf(HEADER, start)
  for (; next !== -1 && next < until; next = after.indexOf(HEADER, next + 1)) {
    if (headers.length === FEW) return undefined
    headers.push(lineAt(next))
  }
  const first = lineAt(from)
  const end = next === -1 ? Number.POSITIVE_INFINITY : lineAt(next)
  return {
    first,
    nextBefore: first + lineBreaks(before.slice(from, before.length - equal)),
    next: lineAt(until),
    headers,
    end,
  }
}

/** The length of the lines that two texts have in common at the start, without the last line break. */
function equalStart(a: string, b: string): number {
  const isEqual = (length: number) => a.slice(0, length) === b.slice(0, length)
  return a.lastIndexOf('\n', longest(Math.min(a.length, b.length), isEqual) - 1)
}

/** The length of the lines that two texts have in common at the end, with the line break before them. */
function equalEnd(a: string, b: string, from: number): number {
  const isEqual = (length: number) => a.slice(a.length - length) === b.slice(b.length - length)
  return a.length - a.indexOf('\n', a.length - longest(Math.min(a.length, b.length) - from, isEqual))
}

/** The greatest length up to `most` at which texts are equal, by bisection: comparing long texts is fast. */
function longest(most: number, isEqual: (length: number) => boolean): number {
  let [equal, different] = [0, most + 1]
  while (different - equal > 1) {
    const middle = Math.floor((equal + different) / 2)
    if (isEqual(middle)) equal = middle
    else different = middle
  }
  return equal
}

function lineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
