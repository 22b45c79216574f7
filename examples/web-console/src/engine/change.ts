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
  const headers: number[] = []
  let at = after.indexOf(HEADER, own === -1 ? from : own)
  for (; at !== -1 && at < until; at = after.indexOf(HEADER, at + 1)) {
    if (headers.length === FEW) return undefined
    headers.push(lineAt(after, at))
  }
  const first = lineAt(after, from)
  return {
    first,
    nextBefore: first + lineBreaks(before.slice(from, before.length - equal)),
    next: first + lineBreaks(after.slice(from, until)),
    headers,
    end: lineAt(after, at === -1 ? after.length : at),
  }
}

/** The length of the lines that two texts have in common at the start, without the last line break. */
function equalStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let count = 0
  while (count < most && a.charCodeAt(count) === b.charCodeAt(count)) count += 1
  return Math.max(a.lastIndexOf('\n', count - 1), 0)
}

/** The length of the lines that two texts have in common at the end with the line break before them. */
function equalEnd(a: string, b: string, from: number): number {
  const most = Math.min(a.length, b.length) - from
  let count = 0
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count += 1
  return a.length - a.indexOf('\n', a.length - count)
}

/** The line that begins after a line break. */
const lineAt = (text: string, lineBreak: number) => lineBreaks(text.slice(0, lineBreak)) + 1

function lineBreaks(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
