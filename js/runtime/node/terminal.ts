/** Asking a person, on the terminal itself, without showing what is typed. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { ReadStream } from 'node:tty'
import type { HostFailure } from '../../generated/types.ts'
import type { WaitOptions } from '../../model/types.ts'
import { raceAbort } from '../../util/abort.ts'
import { isHostFailure } from '../fetch.ts'
import { aborted } from '../portable/timers.ts'

const WINDOWS = process.platform === 'win32'

/**
 * Asks on the terminal that controls this process, whatever its streams are redirected to.
 *
 * Backspace and Ctrl-U correct, Enter ends, Ctrl-C and Ctrl-D give up (`aborted`).
 *
 * @throws HostFailure `unsupported` where there is no terminal
 */
export async function prompt(question: string, { signal }: WaitOptions = {}): Promise<string> {
  if (signal?.aborted) throw aborted()
  // Loaded late: most runs ask nobody.
  const { ReadStream } = await import('node:tty')
  const { input, output } = openTerminal()
  const keys = new ReadStream(input)
  try {
    const line = readLine(keys)
    // The terminal may close before anything waits for the line.
    line.catch(() => {})
    keys.setRawMode(true)
    writeSync(output, question)
    return await raceAbort(line, signal)
  } catch (error) {
    throw signal?.aborted ? aborted() : failureOf(error)
  } finally {
    leave(keys, output)
    if (output !== input) closeSync(output)
  }
}

/** Gives the terminal back as it was; one that has closed takes nothing any more. */
function leave(keys: ReadStream, output: number): void {
  try {
    keys.setRawMode(false)
    writeSync(output, WINDOWS ? '\r\n' : '\n')
  } catch {
    // It has closed.
  }
  keys.destroy()
}

/** What asking failed with, unless it says so itself. */
function failureOf(error: unknown): HostFailure {
  return isHostFailure(error) ? error : { hostError: 'failed', reason: 'the terminal closed' }
}

function openTerminal(): { input: number; output: number } {
  try {
    return WINDOWS
      ? { input: openSync('\\\\.\\CONIN$', 'r+'), output: openSync('\\\\.\\CONOUT$', 'w') }
      : { input: openSync('/dev/tty', 'r+'), output: openSync('/dev/tty', 'w') }
  } catch {
    throw { hostError: 'unsupported', reason: 'there is no terminal' } satisfies HostFailure
  }
}

/** Rejects when the person gives up, or the terminal closes. */
function readLine(keys: ReadStream): Promise<string> {
  return new Promise((resolve, reject) => {
    const line = new Line()
    keys.setEncoding('utf8')
    keys.on('data', (text) => {
      const state = line.type(String(text))
      if (state === 'given-up') reject(aborted())
      if (state === 'done') resolve(line.text)
    })
    for (const end of ['end', 'close']) keys.once(end, () => reject(aborted()))
    // It may fail more than once: when it is read, and when its mode is set back.
    keys.on('error', reject)
  })
}

/** A line that is being typed in raw mode, where the terminal itself corrects nothing. */
export class Line {
  #characters: string[] = []

  /** What stands there. */
  get text(): string {
    return this.#characters.join('')
  }

  /** Takes what was typed or pasted. */
  type(keys: string): 'open' | 'done' | 'given-up' {
    // Arrow keys and the like begin with escape and change nothing.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what keys send.
    for (const key of keys.replace(/\x1b(\[[0-9;]*[ -/]*[@-~]|O?.)?/g, '')) {
      if (key === '\r' || key === '\n') return 'done'
      if (key === '\x03' || key === '\x04') return 'given-up'
      if (key === '\x7f' || key === '\b') this.#characters.pop()
      else if (key === '\x15') this.#characters = []
      else if (key >= ' ') this.#characters.push(key)
    }
    return 'open'
  }
}
