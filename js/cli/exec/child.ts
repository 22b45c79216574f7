/** Runs the program of `exec`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'
import { systemCode } from '../../model/errors.ts'
import { startCommand, startFailure } from '../../runtime/node/programs.ts'
import { visible } from '../../util/visible.ts'
import type { Output } from '../io/output.ts'
import type { Environment } from './environment.ts'

/** The exit codes that shells use for a program that is not found or cannot be run. */
const NOT_FOUND = 127
const NOT_RUN = 126

/** Windows runs built-in commands and scripts only through a shell. */
const WINDOWS_HELP =
  'run a built-in command or script through its shell: `rolehop exec -- cmd /c COMMAND`, or `rolehop exec -- powershell -File SCRIPT`'

/** A signal that this process handles while the program runs, and whether it forwards the signal. */
export type Listening = readonly [signal: NodeJS.Signals, isForwarded: boolean]

/**
 * Returns the signals to handle. A terminal sends Ctrl-C and Ctrl-\ to every process of the job, and
 * Windows sends Ctrl-C and Ctrl-Break to every process of the console. The program has them already, so
 * they are handled, which keeps this process alive, but not forwarded. On Windows, forwarding them with
 * `kill` would terminate the program.
 */
export function listeningTo(platform: NodeJS.Platform, atTerminal: boolean): readonly Listening[] {
  if (platform === 'win32') {
    return [
      ['SIGINT', false],
      ['SIGBREAK', false],
      ['SIGHUP', false],
      ['SIGTERM', true],
    ]
  }
  return [
    ['SIGINT', !atTerminal],
    ['SIGQUIT', !atTerminal],
    ['SIGTERM', true],
    ['SIGHUP', true],
    ['SIGUSR1', true],
    ['SIGUSR2', true],
  ]
}

/**
 * Runs a program with the streams of this process and waits until it exits.
 *
 * @returns its exit code; as in shells, 128 plus the signal number if a signal terminated it, 127 if it is
 *   not found, 126 if it cannot be run
 */
export function runChild(argv: readonly string[], env: Environment, out: Output): Promise<number> {
  const [program = ''] = argv
  const child = start(argv, env)
  if (child instanceof Error) return Promise.resolve(notRun(program, child, out))
  const stopListening = listen(child)
  return new Promise<number>((resolve) => {
    child.on('error', (error) => resolve(notRun(program, error, out)))
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 255)))
  }).finally(stopListening)
}

/** Starts the program. Node throws some errors and emits others as events. */
function start(argv: readonly string[], env: Environment): ChildProcess | Error {
  try {
    const { file, args, windowsVerbatimArguments } = startCommand(argv, env)
    return spawn(file, args, { stdio: 'inherit', env, windowsVerbatimArguments })
  } catch (error) {
    return error as Error
  }
}

function notRun(program: string, error: Error, out: Output): number {
  out.note(`rolehop: cannot run \`${visible(program)}\`: ${reasonOf(program, error)}`)
  if (process.platform === 'win32') out.note(`rolehop: ${WINDOWS_HELP}`)
  return systemCode(error) === 'ENOENT' ? NOT_FOUND : NOT_RUN
}

function reasonOf(program: string, error: Error): string {
  const failure = startFailure(error)
  if (failure === 'EACCES') return 'it is not an executable file'
  if (failure !== 'ENOENT') return failure
  const isPath = basename(program) !== program
  return isPath ? 'the file, or the interpreter in its first line, does not exist' : 'it is not in `PATH`'
}

/** Forwards signals to the child. @returns a function that stops it */
function listen(child: ChildProcess): () => void {
  const atTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY)
  const listeners = listeningTo(process.platform, atTerminal).map(([signal, isForwarded]) => {
    const listener = () => void (isForwarded && child.kill(signal))
    process.on(signal, listener)
    return () => process.off(signal, listener)
  })
  return () => {
    for (const stop of listeners) stop()
  }
}
