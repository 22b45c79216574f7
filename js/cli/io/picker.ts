/** Shows a list on the terminal, even if the standard streams are redirected. */
import { closeSync, writeSync } from 'node:fs'
import { createInterface, type Interface, type Key } from 'node:readline'
import { Writable } from 'node:stream'
import { ReadStream, WriteStream } from 'node:tty'
import { abortedError } from '../../model/errors.ts'
import { openTerminal } from '../../runtime/node/terminal.ts'
import { raceAbort } from '../../util/abort.ts'
import { visible } from '../../util/visible.ts'
import { Choices, type Size } from './choices.ts'
import { fitted, widthOf } from './width.ts'

/** Switches to the terminal's alternate screen and turns line wrapping off. */
const ENTER = '\u001b[?1049h\u001b[?7l'
/** Clears the screen first, for terminals without an alternate screen. */
const LEAVE = '\u001b[H\u001b[J\u001b[?7h\u001b[?1049l'

/** How long to wait for the rest of an escape sequence, in milliseconds. */
const ESCAPE_DELAY = 50

/** Options of {@link pick}. */
export interface PickerOptions {
  /** The text before the input. */
  readonly label: string
  readonly isColoured: boolean
  readonly signal: AbortSignal
}

/**
 * Shows the rows until the user picks one. Typing filters them.
 *
 * @returns the index of the row
 * @throws RolehopError `aborted` on Escape, Ctrl-C, Ctrl-D, a closed terminal or an aborted signal
 * @throws HostFailure `unsupported` without a terminal
 */
export async function pick(rows: readonly (readonly string[])[], options: PickerOptions): Promise<number> {
  const keys = new ReadStream(openTerminal('keys'))
  const output = openTerminal('screen')
  const line = createInterface({
    input: keys,
    output: DISCARD,
    terminal: true,
    historySize: 0,
    escapeCodeTimeout: ESCAPE_DELAY,
  })
  const screen = new Screen(output, new Choices(rows), line, options)
  // `process.exit`, for example after a second signal, skips `finally` blocks.
  const leave = () => screen.leave()
  process.once('exit', leave)
  process.on('SIGWINCH', screen.resize)
  try {
    return await raceAbort(picked(line, keys, screen), options.signal)
  } catch {
    throw abortedError(options.signal.reason)
  } finally {
    process.off('SIGWINCH', screen.resize)
    process.off('exit', leave)
    line.close()
    leave()
    keys.destroy()
    closeSync(output)
  }
}

/** `readline` only edits the line; {@link Screen} draws it. */
const DISCARD = new Writable({ write: (_chunk, _encoding, done) => done() })

/** Resolves with the index of the picked row; rejects if the user cancels or the terminal closes. */
function picked(line: Interface, keys: ReadStream, screen: Screen): Promise<number> {
  return new Promise((resolve, reject) => {
    line.on('line', (typed) => {
      const { picked } = screen.choices
      if (picked !== undefined) resolve(picked)
      // Enter has cleared the input: restore it.
      else line.write(typed)
    })
    line.on('close', reject)
    // Ignored: a suspended picker would leave the alternate screen open.
    line.on('SIGTSTP', () => {})
    keys.on('error', reject)
    keys.on('keypress', (_text: string | undefined, { name, ctrl }: Key) => {
      if (name === 'escape') reject(name)
      // The `line` event handles Enter.
      else if (name !== 'return' && name !== 'enter') screen.press(ctrl ? `ctrl-${name}` : (name ?? ''))
    })
    screen.draw()
  })
}

/** Draws the picker. */
class Screen {
  readonly choices: Choices
  readonly #output: number
  readonly #line: Interface
  readonly #options: PickerOptions
  #size = windowSize()
  #typed = ''
  #isOpen = true

  constructor(output: number, choices: Choices, line: Interface, options: PickerOptions) {
    this.choices = choices
    this.#output = output
    this.#line = line
    this.#options = options
    writeSync(output, ENTER)
  }

  /** Redraws after the size of the window has changed. */
  readonly resize = (): void => {
    try {
      this.#size = windowSize()
      this.draw()
    } catch {
      // The terminal has closed, which ends the picker.
    }
  }

  /** Handles a key: moves the selection, or filters by the changed input. */
  press(key: string): void {
    const page = Math.max(1, this.#size.rows - 3)
    const steps: Record<string, number> = { up: -1, 'ctrl-p': -1, down: 1, 'ctrl-n': 1, pageup: -page, pagedown: page }
    const { line } = this.#line
    if (steps[key] !== undefined) this.choices.move(steps[key])
    else if (line !== this.#typed) this.choices.filter(line)
    this.#typed = line
    this.draw()
  }

  draw(): void {
    if (!this.#isOpen) return
    const { label, isColoured } = this.#options
    const { line, cursor } = this.#line
    const lines = [
      fitted(`${label}${visible(line)}`, this.#size.columns),
      ...this.choices.lines(this.#size, isColoured),
    ]
    const column = widthOf(`${label}${visible(line.slice(0, cursor))}`) + 1
    const drawn = lines.map((text) => `${text}\u001b[K`).join('\r\n')
    writeSync(this.#output, `\u001b[H${drawn}\u001b[J\u001b[1;${column}H`)
  }

  /** Restores the terminal. Does nothing the second time. */
  leave(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    try {
      writeSync(this.#output, LEAVE)
    } catch {
      // The terminal has closed.
    }
  }
}

/** The size of the window. Node updates it only for the standard streams, so each call opens a new stream. */
function windowSize(): Size {
  const probe = new WriteStream(openTerminal('screen'))
  const { columns, rows } = probe
  probe.destroy()
  return { columns: columns || 80, rows: rows || 24 }
}
