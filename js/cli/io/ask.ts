/** Asks for a line on the terminal itself, which the user can edit, and checks it while it is typed. */
import { closeSync, writeSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import { ReadStream } from 'node:tty'
import { abortedError } from '../../model/errors.ts'
import { openTerminal } from '../../runtime/node/terminal.ts'
import { raceAbort } from '../../util/abort.ts'
import { visible } from '../../util/visible.ts'
import { widthOf } from './width.ts'

/** A question. */
export interface Question {
  /** The label before the typed text. */
  readonly label: string
  /** Whether the text is not shown. */
  readonly isHidden?: boolean
  /** Returns the problem of a text, if there is one: it is shown beside the text, and Enter does not end the line. */
  readonly problemOf?: (text: string) => string | undefined
  /** The words that Tab completes. */
  readonly words?: readonly string[]
}

/** Lines that are too long are cut off while they are typed. */
const [NO_WRAP, WRAP] = ['\u001b[?7l', '\u001b[?7h']

/** The line is edited by `readline` and drawn here. */
const NOWHERE = new Writable({ write: (_chunk, _encoding, done) => done() })

/**
 * Asks until the line has no problem, and returns it.
 *
 * @throws RolehopError `aborted` for Ctrl-C, Ctrl-D, a terminal that closes, and an aborted signal
 * @throws HostFailure `unsupported` without a terminal
 */
export async function ask(question: Question, signal: AbortSignal): Promise<string> {
  const keys = new ReadStream(openTerminal('keys'))
  const output = openTerminal('screen')
  const completer = (typed: string) => [(question.words ?? []).filter((word) => word.startsWith(typed)), typed]
  const line = createInterface({ input: keys, output: NOWHERE, terminal: true, historySize: 0, completer })
  try {
    return await raceAbort(answer(line, keys, output, question), signal)
  } catch {
    throw abortedError(signal.reason)
  } finally {
    line.close()
    keys.destroy()
    end(output)
  }
}

function answer(line: Interface, keys: ReadStream, output: number, question: Question): Promise<string> {
  return new Promise((resolve, reject) => {
    line.on('line', (typed) => {
      const problem = question.problemOf?.(typed)
      if (problem === undefined) {
        draw(output, question, { line: typed, cursor: typed.length })
        resolve(typed)
        return
      }
      // Enter has emptied the line.
      line.write(typed)
      draw(output, question, line, problem)
    })
    line.on('close', reject)
    line.on('SIGTSTP', () => {})
    keys.on('error', reject)
    keys.on('keypress', (_text, key?: { name?: string }) => {
      if (key?.name === 'return' || key?.name === 'enter') return
      draw(output, question, line, line.line === '' ? undefined : question.problemOf?.(line.line))
    })
    draw(output, question, line)
  })
}

/** Draws the line, and beside it what is wrong with its text. */
function draw(
  output: number,
  { label, isHidden }: Question,
  { line, cursor }: Pick<Interface, 'line' | 'cursor'>,
  problem?: string,
): void {
  const shown = (text: string) => (isHidden ? '' : visible(text))
  const column = widthOf(label + shown(line.slice(0, cursor))) + 1
  const note = problem === undefined ? '' : `  (${visible(problem)})`
  writeSync(output, `${NO_WRAP}\r\u001b[K${label}${shown(line)}${note}\u001b[${column}G`)
}

/** Ends the line; a closed terminal has none. */
function end(output: number): void {
  try {
    writeSync(output, `${WRAP}\r\n`)
  } catch {
    // It has closed.
  }
  closeSync(output)
}
