/** Asking a person, on the terminal itself, without showing what is typed. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { ReadStream } from 'node:tty'
import type { HostFailure } from '../generated/types.ts'
import type { WaitOptions } from '../types.ts'
import { aborted } from './memory.ts'

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
    keys.setRawMode(true)
    writeSync(output, question)
    return await readLine(keys, signal)
  } finally {
    keys.setRawMode(false)
    writeSync(output, WINDOWS ? '\r\n' : '\n')
    keys.destroy()
    if (output !== input) closeSync(output)
  }
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

function readLine(keys: ReadStream, signal: AbortSignal | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted())
    signal?.addEventListener('abort', onAbort, { once: true })
    const line = new Line()
    keys.setEncoding('utf8')
    keys.on('data', (text) => {
      const state = line.type(String(text))
      if (state === 'given-up') reject(aborted())
      if (state === 'done') resolve(line.text)
    })
    keys.once('end', () => reject(aborted()))
    keys.once('error', () => reject({ hostError: 'failed', reason: 'the terminal closed' } satisfies HostFailure))
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
