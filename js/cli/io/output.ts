/** The output of a command: results on stdout, everything else on stderr. */
import { escaped, visible } from '../../util/visible.ts'
import type { StandardStream } from './stream.ts'
import { Waiting } from './waiting.ts'

/** Invisible and control characters that `JSON.stringify` does not escape. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\p{Default_Ignorable_Code_Point}\u2028-\u202e\ufff9-\ufffb]/gu

/** Aligns rows in columns, separated by two spaces. The last column is not padded. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length)
  }
  const line = (row: readonly string[]) =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ')
  return rows.map((row) => `${line(row).trimEnd()}\n`).join('')
}

/** A time in ISO 8601, in UTC and without fractions of a second. */
export function toSeconds(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z')
}

/** The two output streams of the process. */
export class Output {
  readonly #stdout: StandardStream
  readonly #stderr: StandardStream
  readonly #colour: boolean
  /** The status line that is shown while the command waits. */
  readonly waiting: Waiting

  constructor(stdout: StandardStream, stderr: StandardStream, env: Readonly<Record<string, string | undefined>>) {
    this.#stdout = stdout
    this.#stderr = stderr
    this.waiting = new Waiting(stderr, env)
    this.#colour = !env.NO_COLOR && env.TERM !== 'dumb'
  }

  /** Whether to colour results: only on a terminal and without NO_COLOR. */
  get colour(): boolean {
    return this.#colour && this.#stdout.isTerminal
  }

  /** Whether to colour notes. */
  get noteColour(): boolean {
    return this.#colour && this.#stderr.isTerminal
  }

  /** Writes text to stdout unchanged. */
  write(text: string): void {
    if (!text) return
    this.waiting.clear()
    this.#stdout.write(text)
  }

  /** Writes values as a line, separated by tabs. Only on a terminal, control characters are escaped. */
  line(...values: readonly string[]): void {
    this.write(`${(this.#stdout.isTerminal ? values.map(visible) : values).join('\t')}\n`)
  }

  /** Writes values, each as a line. All are written at once: a write for each of thousands takes long. */
  lines(values: readonly string[]): void {
    const shown = this.#stdout.isTerminal ? values.map(visible) : values
    this.write(shown.map((value) => `${value}\n`).join(''))
  }

  /** Writes a result as JSON, indented as the AWS CLI does. */
  json(value: unknown): void {
    this.write(`${JSON.stringify(value, undefined, 4).replace(UNSAFE_IN_JSON, escaped)}\n`)
  }

  /** Writes a note to stderr: diagnostics, warnings, counts. */
  note(text: string): void {
    if (!text) return
    this.waiting.clear()
    this.#stderr.write(text.endsWith('\n') ? text : `${text}\n`)
  }
}
