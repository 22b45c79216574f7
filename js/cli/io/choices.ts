/** The rows of a picker: filtering, selection and layout. */
import { visible } from '../../util/visible.ts'
import { fitted, padded, widthOf } from './width.ts'

/** The size of a window, in characters. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** The number of lines for the input and the hint. */
const OTHER_LINES = 2

/** The cells of a row as displayed, and its lower-case name and text for filtering. */
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

  /** Keeps the rows that contain every word of the text. Sorts exact names first, then names with the prefix. */
  filter(text: string): void {
    const typed = text.trim().toLowerCase()
    const words = typed.split(/\s+/)
    const found = this.#rows.filter((row) => words.every((word) => row.text.includes(word)))
    const rank = ({ name }: Row) => Number(name !== typed) + Number(!name.startsWith(typed))
    this.#matches = found.sort((a, b) => rank(a) - rank(b))
    this.#selected = 0
  }

  /** Moves the selection and stops at the first and last rows. */
  move(by: number): void {
    this.#selected = Math.max(0, Math.min(this.#matches.length - 1, this.#selected + by))
  }

  /** Returns the lines below the input: the rows that fit, and the hint. */
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

  /** Aligns the cells in columns. A cell wider than half of the window only shifts the rest of its own row. */
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
