/** Prompts on the terminal itself, without echoing the input. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { isatty, ReadStream } from 'node:tty'
import type { HostFailure } from '../../generated/types.ts'
import { hostFailureOf } from '../../model/host-failure.ts'
import type { WaitOptions } from '../../model/types.ts'
import { raceAbort } from '../../util/abort.ts'
import { lock } from '../portable/in-process-lock.ts'
import { aborted } from '../portable/timers.ts'

const WINDOWS = process.platform === 'win32'

const NEWLINE = WINDOWS ? '\r\n' : '\n'

/** The lock, within this process, of the open prompt: two prompts would share the input. */
const QUEUE = 'the terminal'

/**
 * Whether a user is likely to be present: one of the standard streams is a terminal. A test runner or a
 * service that is started from a terminal redirects all of them. The variable `CI` means that no user is
 * present although some runners provide a terminal.
 */
export function isInteractive(): boolean {
  const { CI } = process.env
  if (CI && CI !== 'false' && CI !== '0') return false
  return [0, 1, 2].some((descriptor) => isatty(descriptor))
}

/**
 * Prompts on the controlling terminal of this process, even if its streams are redirected. Only one
 * prompt is open at a time; others wait.
 *
 * Backspace and Ctrl-U edit the input, Enter submits it, Ctrl-C and Ctrl-D cancel (`aborted`).
 *
 * @param question the lines of the prompt; the user types after the last one
 * @throws HostFailure `unsupported` if there is no terminal
 */
export async function prompt(question: string, { signal }: WaitOptions = {}): Promise<string> {
  const release = await lock(QUEUE, signal ? { signal } : {})
  try {
    return await ask(question, signal)
  } finally {
    release()
  }
}

async function ask(question: string, signal: AbortSignal | undefined): Promise<string> {
  if (signal?.aborted) throw aborted()
  const keys = new ReadStream(openTerminal('keys'))
  const output = openTerminal('screen')
  const leave = () => leaveTerminal(keys, output)
  try {
    const line = readLine(keys, leave)
    // The terminal may close before the line is awaited.
    line.catch(() => {})
    keys.setRawMode(true)
    writeSync(output, question.replaceAll('\n', NEWLINE))
    return await raceAbort(line, signal)
  } catch (error) {
    throw signal?.aborted ? aborted() : failureOf(error)
  } finally {
    leave()
    closeSync(output)
  }
}

/** Restores the terminal, once; a closed terminal cannot be restored. */
function leaveTerminal(keys: ReadStream, output: number): void {
  if (keys.destroyed) return
  try {
    keys.setRawMode(false)
    writeSync(output, NEWLINE)
  } catch {
    // It has closed.
  }
  keys.destroy()
}

/** The host failure of an error; any other error means that the terminal closed. */
function failureOf(error: unknown): HostFailure {
  return hostFailureOf(error) ?? { hostError: 'failed', reason: 'the terminal closed' }
}

const PATHS = WINDOWS ? { keys: '\\\\.\\CONIN$', screen: '\\\\.\\CONOUT$' } : { keys: '/dev/tty', screen: '/dev/tty' }

/**
 * Opens the controlling terminal of this process, even if its streams are redirected.
 *
 * @throws HostFailure `unsupported` if there is no terminal
 */
export function openTerminal(part: keyof typeof PATHS): number {
  try {
    return openSync(PATHS[part], part === 'keys' ? 'r+' : 'w')
  } catch {
    throw { hostError: 'unsupported', reason: 'there is no terminal' } satisfies HostFailure
  }
}

/**
 * Reads a line. Rejects if the user cancels or the terminal closes.
 *
 * @param leave called as soon as the line has ended: the stream would continue to read, and a runtime
 *   that reads in a thread (Bun) does not exit before the user presses another key
 */
function readLine(keys: ReadStream, leave: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const line = new Line()
    keys.setEncoding('utf8')
    keys.on('data', (text) => {
      const state = line.type(String(text))
      if (state !== 'open') leave()
      if (state === 'given-up') reject(aborted())
      if (state === 'done') resolve(line.text)
    })
    for (const end of ['end', 'close']) keys.once(end, () => reject(aborted()))
    // The stream may fail more than once: on read, and when its mode is restored.
    keys.on('error', reject)
  })
}

/** A line that is being typed in raw mode, in which the terminal has no line editing. */
export class Line {
  #characters: string[] = []

  /** The text so far. */
  get text(): string {
    return this.#characters.join('')
  }

  /** Processes typed or pasted text. */
  type(keys: string): 'open' | 'done' | 'given-up' {
    // Arrow keys and similar keys send escape sequences, which are ignored.
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
