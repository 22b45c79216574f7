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

/** The text that was typed or pasted before its question: whole lines, and the beginning of the next one. */
let ahead: { lines: string[]; start: string } = { lines: [], start: '' }

/**
 * Asks until the line has no problem, and returns it. Lines that were pasted with the answer to an earlier
 * question are the first answers.
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
    const typed = await raceAbort(answer(line, keys, output, question), signal)
    ahead.start += line.line
    return typed
  } catch {
    ahead = { lines: [], start: '' }
    throw abortedError(signal.reason)
  } finally {
    line.close()
    keys.destroy()
    end(output)
  }
}

function answer(line: Interface, keys: ReadStream, output: number, question: Question): Promise<string> {
  return new Promise((resolve, reject) => {
    let isOpen = true
    line.on('line', (typed) => {
      if (!isOpen) {
        ahead.lines.push(typed)
        return
      }
      isOpen = false
      const problem = question.problemOf?.(typed)
      draw(output, question, { line: typed, cursor: typed.length }, problem)
      if (problem === undefined) resolve(typed)
      else setImmediate(reopen, typed)
    })
    // Enter has emptied the line, and the rest of what was pasted has followed.
    const reopen = (typed: string) => {
      ahead.start += line.line
      isOpen = true
      line.write(null, { ctrl: true, name: 'u' })
      line.write(typed)
    }
    line.on('close', reject)
    line.on('SIGTSTP', () => {})
    keys.on('error', reject)
    const show = () => {
      if (isOpen) draw(output, question, line, line.line === '' ? undefined : question.problemOf?.(line.line))
    }
    keys.on('keypress', show)
    typeAhead(line)
    show()
  })
}

/** Types the next line that was pasted before its question. */
function typeAhead(line: Interface): void {
  const [next] = ahead.lines.splice(0, 1)
  const typed = next === undefined ? ahead.start : `${next}\n`
  if (next === undefined) ahead.start = ''
  if (typed !== '') line.write(typed)
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
