/** Suggestions for misspelled words. */

/** The length above which words are not compared. */
const COMPARED_LENGTH = 64

/**
 * Returns the most similar word: equal except for case, `_` and `-`, or with the fewest edits. The engine
 * has the same rule for names in a config; this copy exists because arguments are checked before it is loaded.
 *
 * @param distance the maximum number of edits (insert, delete, replace, swap neighbors). Default: a third
 *   of the word's length, at least 1
 */
export function nearest(wrong: string, words: readonly string[], distance?: number): string | undefined {
  if (wrong.length > COMPARED_LENGTH) return undefined
  const shape = shapeOf(wrong)
  const near = words
    .map((word) => ({ word, edits: editsBetween(shape, shapeOf(word)) }))
    .filter(({ word, edits }) => edits <= (distance ?? Math.max(1, Math.floor(word.length / 3))))
  return near.sort((one, other) => one.edits - other.edits)[0]?.word
}

function shapeOf(word: string): string {
  return word.replaceAll(/[_-]/g, '').toLowerCase()
}

/** The optimal string alignment distance, with three rows of the table in memory. */
function editsBetween(from: string, to: string): number {
  let before: number[] = []
  let above = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = cell(above, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1)
      const edits = Math.min(cell(above, column) + 1, cell(current, column - 1) + 1, replaced)
      const swaps = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current.push(swaps ? Math.min(edits, cell(before, column - 2) + 1) : edits)
    }
    before = above
    above = current
  }
  return cell(above, to.length)
}

function cell(row: readonly number[], at: number): number {
  return row[at] ?? Number.POSITIVE_INFINITY
}
