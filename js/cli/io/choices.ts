/** The rows of a picker: which of them match what was typed, which is selected, and how they are drawn. */
import { visible } from '../../util/visible.ts'
import { fitted, padded, widthOf } from './width.ts'

/** The size of a window, in characters. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** The lines of the window that show no row: what was typed, and the hint. */
const OTHER_LINES = 2

/** A row as it is drawn, and its text for comparison. */
interface Row {
  readonly cells: readonly string[]
  readonly name: string
  readonly text: string
}

/** A list from which one row is picked. */
export class Choices {
  readonly #rows: readonly Row[]
  readonly #widths: readonly number[]
  #matches: readonly Row[]
  #selected = 0
  #top = 0

  /** @param rows the cells of each row; the first cell is its name */
  constructor(rows: readonly (readonly string[])[]) {
    this.#rows = rows.map((cells) => {
      const shown = cells.map(visible)
      return { cells: shown, name: (cells[0] ?? '').toLowerCase(), text: cells.join(' ').toLowerCase() }
    })
    this.#matches = this.#rows
    const columns = Math.max(0, ...rows.map(({ length }) => length))
    this.#widths = Array.from({ length: columns }, (_, at) => widest(this.#rows, at))
  }

  /** The index of the selected row among all rows; `undefined` if none matches. */
  get picked(): number | undefined {
    const row = this.#matches[this.#selected]
    return row && this.#rows.indexOf(row)
  }

  /** Keeps the rows with every word of the text: those whose name is or begins with the text first. */
  filter(text: string): void {
    const typed = text.trim().toLowerCase()
    const words = typed.split(/\s+/)
    const found = this.#rows.filter((row) => words.every((word) => row.text.includes(word)))
    const rank = ({ name }: Row) => Number(name !== typed) + Number(!name.startsWith(typed))
    this.#matches = found.sort((a, b) => rank(a) - rank(b))
    this.#selected = 0
  }

  /** Moves the selection, no further than to the first or the last row. */
  move(by: number): void {
    this.#selected = Math.max(0, Math.min(this.#matches.length - 1, this.#selected + by))
  }

  /** The lines of the window below the one with what was typed. */
  lines({ columns, rows }: Size, isColoured: boolean): string[] {
    const height = Math.max(1, rows - OTHER_LINES)
    this.#top = Math.max(Math.min(this.#top, this.#selected), this.#selected - height + 1)
    const shown = this.#matches.slice(this.#top, this.#top + height).map((row, at) => {
      const isSelected = this.#top + at === this.#selected
      const line = fitted(`${isSelected ? '> ' : '  '}${this.#lineOf(row, columns)}`, columns)
      return isSelected && isColoured ? `\u001b[7m${line}\u001b[27m` : line
    })
    const hint = `${this.#matches.length} of ${this.#rows.length}, Enter selects, Escape cancels`
    return [...shown, fitted(hint, columns)].slice(0, Math.max(1, rows - 1))
  }

  /** The cells in columns; a cell that is wider than half of the window moves the rest of its own row only. */
  #lineOf({ cells }: Row, columns: number): string {
    const limit = Math.max(20, Math.floor(columns / 2))
    return cells
      .map((cell, at) => padded(cell, Math.min(this.#widths[at] ?? 0, limit)))
      .join('  ')
      .trimEnd()
  }
}

function widest(rows: readonly Row[], at: number): number {
  return rows.reduce((widest, { cells }) => Math.max(widest, widthOf(cells[at] ?? '')), 0)
}
