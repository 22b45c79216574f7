/** The differences between two texts, line by line. */

/** A line: in both texts, only in the old one, or only in the new one. */
export interface Line {
  readonly kind: 'same' | 'old' | 'new'
  readonly text: string
}

/** The most lines that are compared with each other; beyond, all of them count as replaced. */
const MOST = 2_000

/** The lines of both texts in order, with as few changes as possible. */
export function diff(before: string, after: string): Line[] {
  const [old, now] = [before.split('\n'), after.split('\n')]
  let start = 0
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1
  let end = 0
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1
  const middle = compared(old.slice(start, old.length - end), now.slice(start, now.length - end))
  return [...as('same', old.slice(0, start)), ...middle, ...as('same', old.slice(old.length - end))]
}

const as = (kind: Line['kind'], lines: readonly string[]): Line[] => lines.map((text) => ({ kind, text }))

/** By the lengths of the longest common subsequences of all tails. */
function compared(old: readonly string[], now: readonly string[]): Line[] {
  if (old.length > MOST || now.length > MOST) return [...as('old', old), ...as('new', now)]
  const width = now.length + 1
  const lengths = new Uint16Array((old.length + 1) * width)
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: Line[] = []
  for (let i = 0, j = 0; i < old.length || j < now.length; ) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ kind: 'same', text: old[i] ?? '' })
      i += 1
      j += 1
    } else if (j >= now.length || (i < old.length && at(i + 1, j) >= at(i, j + 1)))
      lines.push(...as('old', [old[i++] ?? '']))
    else lines.push(...as('new', [now[j++] ?? '']))
  }
  return lines
}

/** The changed lines with some lines around them; `undefined` stands for lines that are left out. */
export function excerpt(lines: readonly Line[], around = 3): (Line | undefined)[] {
  const near = (index: number) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== 'same')
  const shown: (Line | undefined)[] = []
  for (const [index, line] of lines.entries()) {
    if (near(index)) shown.push(line)
    else if (shown.length > 0 && shown.at(-1) !== undefined) shown.push(undefined)
  }
  return shown.at(-1) === undefined ? shown.slice(0, -1) : shown
}
